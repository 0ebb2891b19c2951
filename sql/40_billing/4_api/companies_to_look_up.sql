create or replace function public.companies_to_look_up("limit" integer default null)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select billing.companies_to_look_up(companies_to_look_up."limit")
$$;
revoke all on function public.companies_to_look_up(integer)
  from public, anon, authenticated, service_role;
grant execute on function public.companies_to_look_up(integer) to service_role;
comment on function public.companies_to_look_up(integer) is
  'KVK numbers that wait to be verified and that no register was asked about yet, longest first: [{org_id, kvk_number}]. For adapters with the service key, which answer with note_company. Errors: invalid_field.';
