create or replace view public.handouts
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.event_id,
  t.ticket_instance_id,
  t.order_item_id,
  t.quantity,
  t.list_id,
  t.device_id,
  t.terminal_id,
  t.user_id,
  t.handed_out_at,
  t.undone_at,
  t.undone_by,
  t.undo_reason
from door.handouts as t;
revoke all on public.handouts from anon, authenticated, service_role;
grant select on public.handouts to authenticated;
comment on view public.handouts is
  'Products that were handed out, with which ticket, where and by whom, for staff with tickets.scan. Written with hand_out and undo_handout.';
comment on column public.handouts.order_item_id is 'The line of the order; its name says product and variant.';
comment on column public.handouts.undone_at is 'When it was taken back as a mistake; null: it stands.';
