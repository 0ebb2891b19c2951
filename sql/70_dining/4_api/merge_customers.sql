create or replace function public.merge_customers(
  keep_id uuid default null,
  other_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.merge_customers(
    merge_customers.keep_id,
    merge_customers.other_id
  )
$$;
revoke all on function
  public.merge_customers(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.merge_customers(uuid, uuid) to anon, authenticated;
comment on function public.merge_customers(uuid, uuid) is
  'Makes one of two guests of a location who are the same person, for staff with reservations.operate: reservations of the other go to the one that is kept, numbers add up, tags, preferences and notes join, what the one lacks comes from the other, who goes. Cannot be undone. Returns the guest as the view customers has them, with merged: how many reservations moved. Errors: missing_field, invalid_field, customers_of_two_locations, customer_is_erased, try_again, not_found, not_allowed, sign_in_required.';
