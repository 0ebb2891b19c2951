-- The cart of one ticket for which somebody changes theirs: with what is known of who takes part
-- (sales.known_entry) and what is said beyond that, in the form of a registration. Raises
-- invalid_field for what is no object, and for what a change leaves as it was: the name, and what
-- has a parameter of its own.
create or replace function sales.changed_items(
  p_registration sales.registrations,
  p_event events.events,
  p_ticket_type_id uuid,
  p_wave_id uuid,
  p_given jsonb
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_given jsonb := coalesce(nullif(p_given, 'null'), '{}');
  v_fixed text[] := array['wave_id', 'team_name'];
  v_known jsonb := '{}';
  v_line jsonb := jsonb_build_object('ticket_type_id', p_ticket_type_id, 'quantity', 1);
begin
  if jsonb_typeof(v_given) <> 'object' then
    perform core.fail('invalid_field', '{"field": "registration", "reason": "it is not an object"}');
  end if;
  if p_registration.participant_id is not null then
    v_fixed := v_fixed || array['participant_id', 'first_name', 'last_name'];
    v_known := sales.known_entry(p_registration, p_event, p_ticket_type_id);
    if jsonb_typeof(v_given -> 'answers') = 'object' then
      v_given := jsonb_set(v_given, '{answers}',
        coalesce(v_known -> 'answers', '{}') || (v_given -> 'answers'));
    end if;
  end if;
  perform core.fail('invalid_field', jsonb_build_object(
    'field', f.field, 'reason', 'it cannot be changed together with the ticket'))
  from unnest(v_fixed) as f (field)
  where v_given ? f.field;
  if p_registration.participant_id is not null or v_given <> '{}' or p_wave_id is not null then
    v_line := v_line || jsonb_build_object('registrations', jsonb_build_array(
      v_known || v_given || jsonb_strip_nulls(jsonb_build_object('wave_id', p_wave_id))));
  end if;
  return jsonb_build_array(v_line);
end
$$;
revoke all on function sales.changed_items(
  sales.registrations, events.events, uuid, uuid, jsonb
) from public;
