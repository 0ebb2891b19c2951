-- Locks a terminal for a change by its managers. Raises sign_in_required, missing_field, not_found,
-- not_allowed.
create or replace function door.lock_terminal(p_terminal_id uuid)
  returns door.terminals
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_terminal door.terminals;
begin
  perform core.require_id('terminal_id', p_terminal_id);
  select t.* into v_terminal
  from door.terminals as t
  where t.id = p_terminal_id and t.deleted_at is null;
  perform tenancy.authorise(v_terminal.org_id, 'terminals.manage', 'terminal', p_terminal_id);
  select t.* into v_terminal
  from door.terminals as t
  where t.org_id = v_terminal.org_id and t.id = p_terminal_id and t.deleted_at is null
  for no key update;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'terminal', 'id', p_terminal_id));
  end if;
  return v_terminal;
end
$$;
revoke all on function door.lock_terminal(uuid) from public;
