create or replace function public.update_customer(
  customer_id uuid default null,
  changes jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.update_customer(
    update_customer.customer_id,
    update_customer.changes
  )
$$;
revoke all on function
  public.update_customer(uuid, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.update_customer(uuid, jsonb) to anon, authenticated;
comment on function public.update_customer(uuid, jsonb) is
  'Changes what is known of a guest, for staff with reservations.operate. changes: any of {first_name, last_name, email, phone_number, language (nl, en), whatsapp_opt_in, tags (words of a to z, 0 to 9 and _), preferences (an object), notes}; what is not named stays, null empties a text. The tags vip, frequent_canceller and new_guest follow from the numbers, whatever is sent. Returns the guest as the view customers has them. Errors: missing_field, invalid_field, invalid_email, customer_email_taken, customer_is_erased, not_found, not_allowed, sign_in_required.';
