create or replace function public.my_results()
  returns setof jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select r from integrations.my_results() as r
$$;
revoke all on function public.my_results()
  from public, anon, authenticated, service_role;
grant execute on function public.my_results() to authenticated;
comment on function public.my_results() is
  'The published results of whoever is signed in, with ranks, the latest event first. Errors: sign_in_required.';
