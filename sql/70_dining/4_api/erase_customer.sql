create or replace function public.erase_customer(
  customer_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.erase_customer(
    erase_customer.customer_id
  )
$$;
revoke all on function
  public.erase_customer(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.erase_customer(uuid) to anon, authenticated;
comment on function public.erase_customer(uuid) is
  'Takes the person out of a guest, for staff with customers.erase: name, address, phone number, notes, preferences, tags of staff, what was written on their reservations, and letters that were not sent. Visits, covers and money stay. Cannot be undone; a repeat changes nothing. Returns {customer_id, erased_at}. Errors: missing_field, customer_has_reservations, not_found, not_allowed, sign_in_required.';
