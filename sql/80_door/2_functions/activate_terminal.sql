-- Lets devices log in with a terminal's code again, until a moment if one is named, else until 30
-- days from now if it had expired. For owners and admins. Locks: terminal. Raises sign_in_required,
-- missing_field, invalid_field, not_found, not_allowed.
create or replace function door.activate_terminal(p_terminal_id uuid, p_expires_at timestamptz)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_terminal door.terminals := door.lock_terminal(p_terminal_id);
begin
  if p_expires_at is not null or not v_terminal.is_active
    or v_terminal.expires_at <= core.clock()
  then
    update door.terminals as t
    set is_active = true,
      expires_at = case
        when p_expires_at is null and t.expires_at > core.clock() then t.expires_at
        else door.read_expiry(p_expires_at)
      end
    where t.org_id = v_terminal.org_id and t.id = v_terminal.id
    returning t.* into v_terminal;
  end if;
  return door.terminal_json(v_terminal);
end
$$;
revoke all on function door.activate_terminal(uuid, timestamptz) from public;
grant execute on function door.activate_terminal(uuid, timestamptz) to authenticated;
