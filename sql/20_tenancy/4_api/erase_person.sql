create or replace function public.erase_person(
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
  select tenancy.erase_person(
    erase_person.org_id, erase_person.email,
    array[erase_person.participant_id, erase_person.order_id, erase_person.customer_id])
$$;
revoke all on function public.erase_person(uuid, text, uuid, uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.erase_person(uuid, text, uuid, uuid, uuid) to authenticated;
comment on function public.erase_person(uuid, text, uuid, uuid, uuid) is
  'Takes a person out of an organisation for good, for staff with privacy.manage: everybody with an email, or whoever a participant, an order or a guest is. Orders, amounts, the books and issued invoices stay. Returns the certificate {erasure_id, org_id, org_name, erased_at, erased_by, actor_type, rows, email_hashes, ids, kept}, which tells nothing about the person. Errors: missing_field, invalid_email, person_not_found, person_has_obligations, sign_in_required, not_found, not_allowed.';
