create or replace function public.check_mollie_connection(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.check_mollie_connection(check_mollie_connection.org_id)
$$;
revoke all on function public.check_mollie_connection(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.check_mollie_connection(uuid) to authenticated;
comment on function public.check_mollie_connection(uuid) is
  'Asks the payment provider at once how an org''s account stands, for staff with payments.connect; the view mollie_connections has the answer some seconds later. Without it the provider is asked by itself, every ten minutes until the account can be paid. Returns what disconnect_mollie returns. Errors: missing_field, not_found, not_allowed, not_connected, connection_lost, rate_limited.';
