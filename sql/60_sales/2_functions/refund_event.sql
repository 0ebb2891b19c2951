-- Calls an event off and refunds everything that was sold for it: starts the run that a sweep works
-- off, order by order. For staff with events.manage and refunds.create. `p_include_fees` gives the
-- service fees back too; null: as the event says. A repeat answers the run that is there.
--
-- Returns {run_id, event_id, status, include_fees, orders_total}. Raises missing_field, not_found,
-- not_allowed, event_not_called_off, refund_run_exists. Locks: event.
create or replace function sales.refund_event(
  p_event_id uuid,
  p_include_fees boolean,
  p_reason text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_reason text := core.optional_text('reason', p_reason, 500);
  v_run sales.event_refund_runs;
begin
  perform tenancy.authorise(v_event.org_id, 'refunds.create', 'event', p_event_id);
  if v_event.status = 'closed' then
    perform core.fail('event_not_called_off', jsonb_build_object(
      'event', v_event.title, 'status', v_event.status));
  end if;
  perform events.move_event(v_event, 'cancelled');
  select r.* into v_run
  from sales.event_refund_runs as r
  where r.org_id = v_event.org_id and r.event_id = v_event.id;
  if not found then
    insert into sales.event_refund_runs (
      org_id, event_id, include_fees, reason, created_by, orders_total
    )
    select
      v_event.org_id, v_event.id,
      coalesce(p_include_fees, (events.settings_of(v_event)).refunds_include_fees), v_reason,
      auth.uid(), count(*)
    from sales.orders as o
    where o.org_id = v_event.org_id and o.event_id = v_event.id
      and o.status in ('pending', 'paid', 'partially_refunded')
    returning * into v_run;
  elsif p_include_fees <> v_run.include_fees then
    perform core.fail('refund_run_exists', jsonb_build_object('event', v_event.title));
  end if;
  return sales.refund_run_json(v_run);
end
$$;
revoke all on function sales.refund_event(uuid, boolean, text) from public;
grant execute on function sales.refund_event(uuid, boolean, text) to authenticated;
