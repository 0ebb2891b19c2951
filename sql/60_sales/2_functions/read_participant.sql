-- Who takes part, from one registration of a cart: the fields of a new participant, cleaned, or
-- those of the known one that it names. Raises invalid_field, also for a field that registrations
-- do not have, and participant_not_found.
create or replace function sales.read_participant(p_given jsonb, p_people jsonb, p_data jsonb)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_about_the_start constant text[] := array[
    'licence_number', 'wave_id', 'answers', 'waiver', 'team_name', 'products'];
  v_about_the_person constant text[] := array[
    'first_name', 'last_name', 'email', 'phone', 'gender', 'nationality', 'city', 'club', 'language',
    'birth_date', 'emergency_name', 'emergency_phone', 'medical_note'];
  v_rest jsonb := p_given - v_about_the_start;
  v_id text := p_given ->> 'participant_id';
begin
  if v_id is null then
    v_rest := v_rest - 'participant_id' - v_about_the_person;
  else
    v_rest := v_rest - 'participant_id';
  end if;
  if v_rest <> '{}' then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', (select min(k) from jsonb_object_keys(v_rest) as k),
      'reason', case when v_id is null then 'registrations have no such field'
        else 'a participant_id comes without data of the participant' end));
  end if;
  if v_id is null then
    return jsonb_strip_nulls(sales.read_person(p_given, p_data));
  end if;
  if not p_people ? lower(v_id) then
    perform core.fail('participant_not_found', p_data || jsonb_build_object(
      'field', 'participant_id', 'participant_id', left(v_id, 100)));
  end if;
  return p_people -> lower(v_id);
end
$$;
revoke all on function sales.read_participant(jsonb, jsonb, jsonb) from public;
