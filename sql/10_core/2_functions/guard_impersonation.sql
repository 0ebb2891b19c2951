-- Refuses a request in somebody else's name unless the impersonation that the token claims,
-- {id, admin_id}, is theirs and lasts; makes the transaction read-only unless it may write. Raises
-- session_ended, and impersonation_is_read_only for what can be told to write before it begins.
create or replace function core.guard_impersonation(p_claim json)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_can_write boolean;
begin
  select i.can_write into v_can_write
  from core.impersonations as i
  where i.id = (p_claim ->> 'id')::uuid
    and i.admin_id = (p_claim ->> 'admin_id')::uuid
    and i.user_id = auth.uid()
    and i.ended_at is null
    and i.expires_at > core.clock();
  if not found then
    perform core.fail('session_ended');
  end if;
  if v_can_write then
    return;
  end if;
  -- PostgREST says what it was asked; functions are told by what they do.
  if current_setting('request.method', true) in ('POST', 'PUT', 'PATCH', 'DELETE')
    and current_setting('request.path', true) not like '/rpc/%'
  then
    perform core.fail('impersonation_is_read_only');
  end if;
  perform set_config('transaction_read_only', 'on', true);
end
$$;
revoke all on function core.guard_impersonation(json) from public;
