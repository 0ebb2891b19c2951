-- Asks for the price of an event that is paid one by one, for staff with billing.manage. Once it is
-- paid the event goes on sale. Returns {charge}, as billing.charge_facts() shows it. Raises what
-- authorise() raises, missing_field, invalid_field, event_already_paid, plan_not_per_event. Locks:
-- org, subscription.
create or replace function events.buy_event(p_event_id uuid, p_return_url text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_url text;
begin
  perform core.require_id('event_id', p_event_id);
  select e.* into v_event
  from events.events as e
  where e.id = p_event_id and e.deleted_at is null;
  perform tenancy.authorise(v_event.org_id, 'billing.manage', 'event', p_event_id);
  perform tenancy.lock_org(v_event.org_id);
  v_url := billing.require_return_url(p_return_url);
  return jsonb_build_object('charge', billing.charge_facts(
    billing.ask_event(v_event.org_id, v_event.id, v_event.title, v_url)));
end
$$;
revoke all on function events.buy_event(uuid, text) from public;
grant execute on function events.buy_event(uuid, text) to authenticated;
