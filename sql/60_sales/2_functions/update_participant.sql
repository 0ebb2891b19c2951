-- Changes a participant by cleaned fields (sales.read_person): those that are there are set, null
-- empties one, the others stay. What changes of somebody who is not new is kept as history. Raises
-- missing_field when it would lose its name.
create or replace function sales.update_participant(
  p_org_id uuid,
  p_participant_id uuid,
  p_fields jsonb,
  p_is_new boolean default false
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_field text;
  v_before jsonb := sales.participant_fields(p_org_id, p_participant_id);
begin
  foreach v_field in array array['first_name', 'last_name'] loop
    if p_fields -> v_field = 'null' then
      perform core.fail('missing_field', jsonb_build_object('field', v_field));
    end if;
  end loop;
  update sales.participants as p
  set (first_name, last_name, email, phone, gender, nationality, city, club, language) = (
    select
      n.first_name, n.last_name, n.email, n.phone, n.gender, n.nationality, n.city, n.club,
      n.language
    from jsonb_populate_record(p, p_fields) as n
  )
  where p.org_id = p_org_id and p.id = p_participant_id;
  if p_fields ?| array['birth_date', 'emergency_name', 'emergency_phone', 'medical_note'] then
    insert into sales.participant_details as d (
      org_id, participant_id, birth_date, emergency_name, emergency_phone, medical_note
    )
    select
      p_org_id, p_participant_id, n.birth_date, n.emergency_name, n.emergency_phone, n.medical_note
    from jsonb_populate_record(null::sales.participant_details, p_fields) as n
    on conflict (org_id, participant_id) do update
    set (birth_date, emergency_name, emergency_phone, medical_note) = (
      select n.birth_date, n.emergency_name, n.emergency_phone, n.medical_note
      from jsonb_populate_record(d, p_fields) as n
    );
  end if;
  if not p_is_new then
    perform sales.note_changes(
      p_org_id, null, p_participant_id, v_before,
      sales.participant_fields(p_org_id, p_participant_id));
  end if;
end
$$;
revoke all on function sales.update_participant(uuid, uuid, jsonb, boolean) from public;
