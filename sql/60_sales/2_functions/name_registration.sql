-- Gives a locked registration without participant the one that is described, checked as in a cart.
create or replace function sales.name_registration(
  p_registration sales.registrations,
  p_event events.events,
  p_given jsonb
)
  returns sales.registrations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_cart jsonb := jsonb_build_array(jsonb_build_object(
    'ticket_type_id', p_registration.ticket_type_id, 'registrations', jsonb_build_array(p_given)));
  v_rule sales.entry_rule := (sales.entry_rules(p_event, v_cart))[1];
  v_order sales.orders;
  v_entries sales.entry[];
  v_registration sales.registrations;
begin
  -- Sold without a wave: staff gives it one.
  v_rule.wave_ids := null;
  v_entries := array[sales.check_entry(
    v_rule, events.asked_questions(p_event.org_id, p_event.id, p_registration.ticket_type_id),
    p_given, sales.known_participants(p_event.org_id, v_cart), '{}')];
  select o.* into strict v_order
  from sales.orders as o
  where o.org_id = p_registration.org_id and o.id = p_registration.order_id;
  v_entries := sales.insert_participants(v_order, v_entries);
  update sales.registrations as r
  set participant_id = v_entries[1].participant_id, licence_number = v_entries[1].licence_number,
    age_on_race_day = v_entries[1].age
  where r.org_id = p_registration.org_id and r.id = p_registration.id
  returning r.* into v_registration;
  perform sales.insert_answers(
    p_event.org_id, p_event.id, array[p_registration.id], v_entries);
  return v_registration;
end
$$;
revoke all on function sales.name_registration(
  sales.registrations, events.events, jsonb) from public;
