create or replace function public.note_company(
  org_id uuid default null,
  kvk_number text default null,
  company jsonb default null
)
  returns boolean
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.note_company(
    note_company.org_id, note_company.kvk_number, note_company.company)
$$;
revoke all on function public.note_company(uuid, text, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.note_company(uuid, text, jsonb) to service_role;
comment on function public.note_company(uuid, text, jsonb) is
  'Notes what a register of companies says of a KVK number that waits to be verified: {name, legal_form, city, is_active}, or null for an unknown one. Administrators see it, and decide. For adapters with the service key. Returns whether it was noted. Errors: missing_field, invalid_field.';
