-- The signed-in user's own profile in an org, with what is sensitive about it; null while there is
-- none. Raises sign_in_required, missing_field.
create or replace function sales.my_profile(p_org_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.require_id('org_id', p_org_id);
  return (
    select jsonb_build_object(
      'participant_id', p.id, 'first_name', p.first_name, 'last_name', p.last_name,
      'email', p.email, 'phone', p.phone, 'gender', p.gender, 'nationality', p.nationality,
      'city', p.city, 'club', p.club, 'language', p.language, 'birth_date', d.birth_date,
      'emergency_name', d.emergency_name, 'emergency_phone', d.emergency_phone,
      'medical_note', d.medical_note, 'updated_at', greatest(p.updated_at, d.updated_at))
    from sales.participants as p
    left join sales.participant_details as d
      on d.org_id = p.org_id and d.participant_id = p.id
    where p.org_id = p_org_id and p.user_id = auth.uid() and p.deleted_at is null
  );
end
$$;
revoke all on function sales.my_profile(uuid) from public;
grant execute on function sales.my_profile(uuid) to authenticated;
