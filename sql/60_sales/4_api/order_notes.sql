create or replace view public.order_notes
with (security_invoker = true) as
select n.org_id, n.id, n.order_id, n.body, n.created_by, n.created_at
from sales.order_notes as n;
revoke all on public.order_notes from anon, authenticated, service_role;
grant select on public.order_notes to authenticated;
comment on view public.order_notes is
  'Notes of staff on orders, for staff with orders.read. Written with add_order_note, never changed.';
