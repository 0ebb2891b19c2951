-- An org at a glance, for staff with orders.read; money is null without payments.read. Raises what
-- tenancy.authorise() raises. Words as docs/api.md defines them.
create or replace function sales.org_dashboard(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_events jsonb;
  v_sold bigint;
  v_scanned bigint;
  v_money record;
begin
  perform tenancy.authorise(p_org_id, 'orders.read');
  select jsonb_build_object(
    'total', count(*),
    'draft', count(*) filter (where e.status = 'draft'),
    'live', count(*) filter (where e.status = 'published'),
    'closed', count(*) filter (where e.status = 'closed'),
    'cancelled', count(*) filter (where e.status = 'cancelled'))
  into v_events
  from events.events as e
  where e.org_id = p_org_id and e.deleted_at is null;
  select count(*) filter (where t.status in ('valid', 'used')),
    count(*) filter (where t.status = 'used')
  into v_sold, v_scanned
  from sales.ticket_instances as t
  where t.org_id = p_org_id;
  if tenancy.may(p_org_id, 'payments.read') then
    v_money := sales.money_of_events(p_org_id, null);
  else
    select null::bigint as paid, null::bigint as refunded, null::bigint as refunding,
      null::bigint as charged_back
    into v_money;
  end if;
  return jsonb_build_object(
    'org_id', p_org_id,
    'events', v_events,
    'tickets_sold', v_sold,
    'tickets_scanned', v_scanned,
    'scan_percentage', round(100.0 * v_scanned / nullif(v_sold, 0), 1),
    'paid_amount', v_money.paid,
    'refunded_amount', v_money.refunded,
    'refunding_amount', v_money.refunding,
    'charged_back_amount', v_money.charged_back,
    'revenue', v_money.paid - v_money.refunded - v_money.charged_back,
    'currency', 'EUR'
  );
end
$$;
revoke all on function sales.org_dashboard(uuid) from public;
grant execute on function sales.org_dashboard(uuid) to authenticated;
