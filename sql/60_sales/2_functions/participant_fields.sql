-- The fields of a participant as they stand, those that are sensitive too; null for nobody.
create or replace function sales.participant_fields(p_org_id uuid, p_participant_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'first_name', p.first_name, 'last_name', p.last_name, 'email', p.email, 'phone', p.phone,
      'gender', p.gender, 'nationality', p.nationality, 'city', p.city, 'club', p.club,
      'language', p.language, 'birth_date', d.birth_date, 'emergency_name', d.emergency_name,
      'emergency_phone', d.emergency_phone, 'medical_note', d.medical_note)
    from sales.participants as p
    left join sales.participant_details as d
      on d.org_id = p.org_id and d.participant_id = p.id
    where p.org_id = p_org_id and p.id = p_participant_id
  );
end
$$;
revoke all on function sales.participant_fields(uuid, uuid) from public;
