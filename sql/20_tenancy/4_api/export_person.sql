create or replace function public.export_person(
  org_id uuid default null,
  email text default null,
  participant_id uuid default null,
  order_id uuid default null,
  customer_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.export_person(
    export_person.org_id, export_person.email,
    array[export_person.participant_id, export_person.order_id, export_person.customer_id])
$$;
revoke all on function public.export_person(uuid, text, uuid, uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.export_person(uuid, text, uuid, uuid, uuid) to authenticated;
comment on function public.export_person(uuid, text, uuid, uuid, uuid) is
  'Everything that an organisation has about a person, for staff with privacy.manage who answer a request for access: {org_id, told_at, data: {table: [row, …]}}. Audited. Errors: missing_field, invalid_email, person_not_found, sign_in_required, not_found, not_allowed.';
