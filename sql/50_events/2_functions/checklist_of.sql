-- What it takes to publish an event, as a list: [{item, done, message}], with what else helps to
-- say it. `event`: it is complete, else `missing`. `payments`: its org can be paid, where it costs
-- something. Then what the plan asks (billing.publishing_items()). Publishing is refused as long as
-- one of them is not done.
create or replace function events.checklist_of(p_event events.events)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_missing text[] := events.missing_for_publication(p_event);
  v_items jsonb := jsonb_build_array(jsonb_build_object(
    'item', 'event', 'done', cardinality(v_missing) = 0, 'missing', to_jsonb(v_missing),
    'message', 'The event is complete.'));
begin
  if events.costs_something(p_event) then
    v_items := v_items || jsonb_build_object(
      'item', 'payments', 'done', payments.can_be_paid(p_event.org_id),
      'message', 'An account is connected at the payment provider and can receive payments.');
  end if;
  return v_items || billing.publishing_items(
    p_event.org_id, p_event.id, events.count_active(p_event.org_id, p_event.id));
end
$$;
revoke all on function events.checklist_of(events.events) from public;
