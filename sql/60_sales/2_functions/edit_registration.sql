-- Changes the data of a locked registration that has a participant. What is asked of a participant
-- is checked of the outcome, answers only when answers change: a question that was changed or added
-- since is not put to somebody who comes to correct a telephone number.
create or replace function sales.edit_registration(
  p_registration sales.registrations,
  p_event events.events,
  p_changes jsonb
)
  returns sales.registrations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_rule sales.entry_rule := (sales.entry_rules(p_event, jsonb_build_array(
    jsonb_build_object('ticket_type_id', p_registration.ticket_type_id))))[1];
  v_questions events.asked_question[] := '{}';
  v_known jsonb := sales.entered(p_registration);
  v_before jsonb := sales.entered_answers(p_registration);
  v_answers jsonb := nullif(p_changes -> 'answers', 'null');
  v_entry sales.entry;
  v_registration sales.registrations;
begin
  v_rule.wave_ids := null;
  v_rule.waiver_version := null;
  v_rule.guardian_below_age := null;
  v_rule.is_team := false;
  if v_answers is not null then
    v_questions := events.asked_questions(
      p_event.org_id, p_event.id, p_registration.ticket_type_id);
    if jsonb_typeof(v_answers) = 'object' then
      v_answers := sales.current_answers(p_registration, v_questions) || v_answers;
    end if;
  end if;
  v_entry := sales.check_entry(
    v_rule, v_questions,
    jsonb_strip_nulls(v_known || p_changes) - 'answers' || jsonb_build_object('answers', v_answers),
    '{}', '{}');
  perform sales.update_participant(
    p_registration.org_id, p_registration.participant_id, sales.read_person(p_changes, '{}'));
  update sales.registrations as r
  set licence_number = v_entry.licence_number, age_on_race_day = v_entry.age
  where r.org_id = p_registration.org_id and r.id = p_registration.id
  returning r.* into v_registration;
  if v_answers is not null then
    perform sales.replace_answers(p_registration, v_questions, v_entry.answers);
  end if;
  perform sales.note_changes(
    p_registration.org_id, p_registration.id, null, v_before,
    sales.entered_answers(v_registration));
  return v_registration;
end
$$;
revoke all on function sales.edit_registration(
  sales.registrations, events.events, jsonb) from public;
