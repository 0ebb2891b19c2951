-- Whether the provider is still to be told of an attempt that a worker makes there by itself: it
-- does not know of it, and nothing else took its place.
create or replace function payments.is_attempt_wanted(p_payment_id uuid)
  returns boolean
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(
    (select p.status = 'created' from payments.payments as p where p.id = p_payment_id), false)
$$;
revoke all on function payments.is_attempt_wanted(uuid) from public;
grant execute on function payments.is_attempt_wanted(uuid) to service_role;
