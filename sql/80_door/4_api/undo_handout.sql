create or replace function public.undo_handout(
  handout_id uuid default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select jsonb_build_object(
    'handout_id', h.id, 'order_item_id', h.order_item_id,
    'ticket_instance_id', h.ticket_instance_id, 'handed_out_at', h.handed_out_at,
    'undone_at', h.undone_at, 'undone_by', h.undone_by, 'undo_reason', h.undo_reason)
  from door.undo_handout(undo_handout.handout_id, undo_handout.reason) as h
$$;
revoke all on function public.undo_handout(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.undo_handout(uuid, text) to authenticated;
comment on function public.undo_handout(uuid, text) is
  'Takes back that something was handed out, with a reason, so that it is due again; needs scans.override, and is audited. Undone already, it stays as it is. Returns {handout_id, order_item_id, ticket_instance_id, handed_out_at, undone_at, undone_by, undo_reason}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
