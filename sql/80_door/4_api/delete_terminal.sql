create or replace function public.delete_terminal(terminal_id uuid default null)
  returns void
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.delete_terminal(delete_terminal.terminal_id)
$$;
revoke all on function public.delete_terminal(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.delete_terminal(uuid) to authenticated;
comment on function public.delete_terminal(uuid) is
  'Deletes a terminal: its sessions end at once, its code is forgotten, its scans stay. Needs terminals.manage. Errors: not_found, not_allowed, missing_field.';
