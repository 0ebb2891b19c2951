create or replace function public.order_detail(order_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.order_detail(order_detail.order_id)
$$;
revoke all on function public.order_detail(uuid) from public, anon, authenticated, service_role;
grant execute on function public.order_detail(uuid) to authenticated;
comment on function public.order_detail(uuid) is
  'All about one order: items, tickets, teams of people, notes, mails; registrations (with registrations.read), payments and refunds (payments.read) and history (audit.read) are null for whoever lacks that permission. Needs orders.read. Errors: missing_field, sign_in_required, not_found, not_allowed.';
