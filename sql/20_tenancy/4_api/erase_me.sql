create or replace function public.erase_me(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.erase_me(erase_me.org_id)
$$;
revoke all on function public.erase_me(uuid) from public, anon, authenticated, service_role;
grant execute on function public.erase_me(uuid) to authenticated;
comment on function public.erase_me(uuid) is
  'Takes whoever is signed in out of an organisation for good; the login stays. Returns the certificate, as erase_person does. Errors: missing_field, sign_in_required, person_not_found, person_has_obligations.';
