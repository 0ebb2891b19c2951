create or replace function public.save_my_profile(
  org_id uuid default null,
  profile jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.save_my_profile(save_my_profile.org_id, save_my_profile.profile)
$$;
revoke all on function public.save_my_profile(uuid, jsonb) from public;
grant execute on function public.save_my_profile(uuid, jsonb) to authenticated;
comment on function public.save_my_profile(uuid, jsonb) is
  'Makes or changes the signed-in user''s participant profile in an organisation. profile: {first_name, last_name, email, phone, gender (female, male, other), nationality (two letters), city, club, language (nl, en), birth_date (YYYY-MM-DD), emergency_name, emergency_phone, medical_note}; fields left out stay as they are, null empties one. Returns what my_profile returns. Errors: sign_in_required, missing_field, invalid_field, not_found.';
