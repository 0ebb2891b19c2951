-- What is known of who takes part with a registration, in the form of a cart and as far as another
-- ticket type of an event asks for it: data, licence number, answers, and the waiver if it was this
-- version of it that was accepted.
create or replace function sales.known_entry(
  p_registration sales.registrations,
  p_event events.events,
  p_ticket_type_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_waiver events.waivers := events.current_waiver(p_event.org_id, p_event.id);
begin
  return jsonb_strip_nulls(sales.entered(p_registration) || jsonb_build_object(
    'answers', sales.current_answers(
      p_registration,
      events.asked_questions(p_event.org_id, p_event.id, p_ticket_type_id)),
    'waiver', (
      select jsonb_build_object(
        'version', w.version, 'accepted_by', w.accepted_by, 'is_guardian', w.is_guardian)
      from sales.waiver_acceptances as w
      where w.org_id = p_registration.org_id and w.registration_id = p_registration.id
        and w.event_id = p_event.id and w.version = v_waiver.version
    )));
end
$$;
revoke all on function sales.known_entry(sales.registrations, events.events, uuid) from public;
