create or replace function public.reservation_detail(reservation_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.reservation_detail(reservation_detail.reservation_id)
$$;
revoke all on function public.reservation_detail(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.reservation_detail(uuid) to authenticated;
comment on function public.reservation_detail(uuid) is
  'All about one reservation, for staff with reservations.read: what reservation_list says of it, location, shift, customer, terms, refund_amount (what would go back if it were cancelled now, in cents), may (the statuses to which it may go now), risk_factors, mails; payments, refunds and chargebacks (with payments.read) and history (with audit.read: who did what: operator, guest, system or assistant) are null for whoever lacks that permission. Errors: missing_field, sign_in_required, not_found, not_allowed.';
