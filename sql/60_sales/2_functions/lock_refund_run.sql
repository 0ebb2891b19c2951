-- Locks the refund of an event for staff with refunds.create. Raises missing_field, not_found,
-- not_allowed.
create or replace function sales.lock_refund_run(p_event_id uuid)
  returns sales.event_refund_runs
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'refunds.create');
  v_run sales.event_refund_runs;
begin
  select r.* into v_run
  from sales.event_refund_runs as r
  where r.org_id = v_event.org_id and r.event_id = v_event.id
  for no key update;
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'refund of the event', 'id', p_event_id));
  end if;
  return v_run;
end
$$;
revoke all on function sales.lock_refund_run(uuid) from public;
