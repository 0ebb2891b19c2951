create or replace function public.my_data(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.my_data(my_data.org_id)
$$;
revoke all on function public.my_data(uuid) from public, anon, authenticated, service_role;
grant execute on function public.my_data(uuid) to authenticated;
comment on function public.my_data(uuid) is
  'Everything that an organisation has about whoever is signed in: {org_id, told_at, data: {table: [row, …]}}. Errors: missing_field, sign_in_required, person_not_found.';
