-- What a registration was entered with, as it stands now and in the form of a cart: the fields of
-- its participant and its licence number.
create or replace function sales.entered(p_registration sales.registrations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_strip_nulls(jsonb_build_object(
      'first_name', p.first_name, 'last_name', p.last_name, 'email', p.email, 'phone', p.phone,
      'gender', p.gender, 'nationality', p.nationality, 'city', p.city, 'club', p.club,
      'language', p.language, 'birth_date', d.birth_date, 'emergency_name', d.emergency_name,
      'emergency_phone', d.emergency_phone, 'medical_note', d.medical_note,
      'licence_number', p_registration.licence_number))
    from sales.participants as p
    left join sales.participant_details as d
      on d.org_id = p.org_id and d.participant_id = p.id
    where p.org_id = p_registration.org_id and p.id = p_registration.participant_id
  );
end
$$;
revoke all on function sales.entered(sales.registrations) from public;
