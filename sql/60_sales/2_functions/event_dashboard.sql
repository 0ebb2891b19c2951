-- An event at a glance, for staff with orders.read: tickets sold, held, left and scanned, per
-- ticket type and together, and what was paid and went back; money is null without payments.read.
-- Raises missing_field, and what tenancy.authorise() raises. Words as docs/api.md defines them.
create or replace function sales.event_dashboard(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'orders.read');
  v_sees_money boolean := tenancy.may(v_event.org_id, 'payments.read');
  v_all record;
  v_money record;
begin
  select
    coalesce(sum(s.sold), 0) as sold, coalesce(sum(s.held), 0) as held,
    coalesce(sum(s.scanned), 0) as scanned, coalesce(sum(s.refunded), 0) as refunded,
    coalesce(jsonb_agg(jsonb_build_object(
      'ticket_type_id', t.id,
      'name', t.name,
      'capacity', t.capacity,
      'sold', s.sold,
      'held', s.held,
      'left', r.room,
      'scanned', s.scanned,
      'scan_percentage', round(100.0 * s.scanned / nullif(s.sold, 0), 1),
      'tickets_refunded', s.refunded,
      'revenue', case when v_sees_money then s.revenue end)
      order by t.sort_order, t.name, t.id), '[]') as per_type
  into v_all
  from sales.tickets_of_event(v_event) as s
  join events.ticket_types as t on t.org_id = v_event.org_id and t.id = s.ticket_type_id
  left join (
    select m.ticket_type_id, nullif(min(m.room), 1000000000) as room
    from events.ticket_type_rooms(
      v_event,
      array(
        select y.id from events.ticket_types as y
        where y.org_id = v_event.org_id and y.event_id = v_event.id),
      events.pool_rooms(v_event.org_id, v_event.id)) as m
    group by m.ticket_type_id
  ) as r on r.ticket_type_id = t.id
  where t.deleted_at is null or s.sold + s.held + s.refunded > 0;
  if v_sees_money then
    v_money := sales.money_of_events(v_event.org_id, v_event.id);
  else
    select null::bigint as paid, null::bigint as refunded, null::bigint as refunding,
      null::bigint as charged_back
    into v_money;
  end if;
  return jsonb_build_object(
    'org_id', v_event.org_id,
    'event_id', v_event.id,
    'title', v_event.title,
    'status', v_event.status,
    'starts_at', v_event.starts_at,
    'time_zone', v_event.time_zone,
    'tickets_sold', v_all.sold,
    'tickets_held', v_all.held,
    'tickets_scanned', v_all.scanned,
    'tickets_refunded', v_all.refunded,
    'scan_percentage', round(100.0 * v_all.scanned / nullif(v_all.sold, 0), 1),
    'paid_amount', v_money.paid,
    'refunded_amount', v_money.refunded,
    'refunding_amount', v_money.refunding,
    'charged_back_amount', v_money.charged_back,
    'revenue', v_money.paid - v_money.refunded - v_money.charged_back,
    'currency', 'EUR',
    'ticket_types', v_all.per_type
  );
end
$$;
revoke all on function sales.event_dashboard(uuid) from public;
grant execute on function sales.event_dashboard(uuid) to authenticated;
