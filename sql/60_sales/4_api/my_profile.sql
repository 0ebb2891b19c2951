create or replace function public.my_profile(org_id uuid default null)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.my_profile(my_profile.org_id)
$$;
revoke all on function public.my_profile(uuid) from public;
grant execute on function public.my_profile(uuid) to authenticated;
comment on function public.my_profile(uuid) is
  'The signed-in user''s own participant profile in an organisation: {participant_id, first_name, last_name, email, phone, gender, nationality, city, club, language, birth_date, emergency_name, emergency_phone, medical_note, updated_at}; null while there is none. Errors: sign_in_required, missing_field.';
