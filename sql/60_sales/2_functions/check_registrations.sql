-- Reads who takes part from a cart whose lines have been checked (sales.read_items): one entry for
-- each registration, cleaned. Raises registrations_required, registrations_do_not_match_quantity,
-- too_many_registrations, invalid_field, participant_not_found and what check_entry() raises, for
-- the first line and position at fault.
create or replace function sales.check_registrations(p_event events.events, p_items jsonb)
  returns sales.entry[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_rules sales.entry_rule[];
  v_questions events.asked_question[];
  v_list jsonb;
  v_people jsonb;
  v_entries sales.entry[] := '{}';
begin
  if not (p_items @? '$[*].registrations' or sales.asks_entries(p_event, p_items)) then
    return v_entries;
  end if;
  v_rules := sales.entry_rules(p_event, p_items);
  v_questions := events.asked_questions(p_event.org_id, p_event.id, null);
  for v_line in 1..cardinality(v_rules) loop
    continue when v_rules[v_line].ticket_type_id is null;
    v_list := nullif(p_items -> (v_line - 1) -> 'registrations', 'null');
    if v_list is null then
      if sales.needs_entry(v_rules[v_line], v_questions) then
        perform core.fail('registrations_required', jsonb_build_object(
          'line', v_line,
          'ticket_type_id', v_rules[v_line].ticket_type_id,
          'ticket_type', v_rules[v_line].ticket_type));
      end if;
      continue;
    end if;
    perform sales.guard_list(v_line, v_list, (p_items -> (v_line - 1) -> 'quantity')::integer);
    if cardinality(v_entries) + jsonb_array_length(v_list) > 100 then
      perform core.fail('too_many_registrations', jsonb_build_object(
        'line', v_line, 'registrations', cardinality(v_entries) + jsonb_array_length(v_list),
        'max', 100));
    end if;
    if v_people is null and v_list @? '$[*].participant_id' then
      v_people := sales.known_participants(p_event.org_id, p_items);
    end if;
    for v_position in 1..jsonb_array_length(v_list) loop
      v_entries := v_entries || sales.check_entry(
        v_rules[v_line], v_questions, v_list -> (v_position - 1), v_people,
        jsonb_build_object('line', v_line, 'position', v_position));
    end loop;
  end loop;
  return v_entries;
end
$$;
revoke all on function sales.check_registrations(events.events, jsonb) from public;
