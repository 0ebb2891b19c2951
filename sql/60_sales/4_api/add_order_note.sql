create or replace function public.add_order_note(order_id uuid default null, body text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select jsonb_build_object(
    'note_id', n.id, 'order_id', n.order_id, 'body', n.body, 'created_by', n.created_by,
    'created_at', n.created_at)
  from sales.add_order_note(add_order_note.order_id, add_order_note.body) as n
$$;
revoke all on function public.add_order_note(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.add_order_note(uuid, text) to authenticated;
comment on function public.add_order_note(uuid, text) is
  'Writes a note on an order, for other staff; it is never changed. Needs orders.note. Returns {note_id, order_id, body, created_by, created_at}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
