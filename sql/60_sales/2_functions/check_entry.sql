-- Checks one registration against what its ticket type asks, and returns it cleaned. `p_questions`
-- are those of the event, `p_people` the participants that may be entered by id
-- (sales.known_participants); errors have `p_data`, the line and position. Raises invalid_field and
-- what the functions raise that it calls.
create or replace function sales.check_entry(
  p_rule sales.entry_rule,
  p_questions events.asked_question[],
  p_given jsonb,
  p_people jsonb,
  p_data jsonb
)
  returns sales.entry
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_details constant text[] := array[
    'birth_date', 'emergency_name', 'emergency_phone', 'medical_note'];
  v_person jsonb := sales.read_participant(p_given, p_people, p_data);
  v_entry sales.entry;
begin
  v_entry.line := p_data -> 'line';
  v_entry.position := p_data -> 'position';
  v_entry.ticket_type_id := p_rule.ticket_type_id;
  v_entry.participant_id := p_given ->> 'participant_id';
  if v_entry.participant_id is null then
    v_entry.participant := v_person - v_details;
    v_entry.details := nullif(
      v_person - array['first_name', 'last_name', 'email', 'phone', 'gender', 'nationality', 'city',
        'club', 'language'], '{}');
  end if;
  perform sales.guard_profile(p_rule, v_person, v_entry.participant_id is null, p_data);
  v_entry.age := sales.check_age(p_rule, (v_person ->> 'birth_date')::date, p_data);
  v_entry.licence_number := sales.check_licence(p_rule, p_given, p_data);
  v_entry.wave_id := sales.check_wave(p_rule, p_given, p_data);
  v_entry.team_name := sales.check_team_name(p_rule, p_given, p_data);
  v_entry.answers := case
    when cardinality(p_questions) > 0 or p_given ? 'answers' then events.read_answers(
      p_questions, p_rule.ticket_type_id, p_given -> 'answers', p_data)
    else '[]' end;
  if p_rule.waiver_version is not null then
    v_entry.waiver_by := sales.check_waiver(p_rule, p_given -> 'waiver', v_entry.age, p_data);
    v_entry.waiver_version := p_rule.waiver_version;
    v_entry.waiver_is_guardian := coalesce((p_given #> '{waiver,is_guardian}')::boolean, false);
  end if;
  return v_entry;
end
$$;
revoke all on function sales.check_entry(
  sales.entry_rule, events.asked_question[], jsonb, jsonb, jsonb) from public;
