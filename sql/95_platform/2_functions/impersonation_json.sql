-- An impersonation as the logs tell it: {impersonation_id, user_id, reason, can_write, expires_at}.
create or replace function platform.impersonation_json(p_made core.impersonations)
  returns jsonb
  language sql
  immutable
  security invoker
  set search_path = ''
as $$
  select jsonb_build_object(
    'impersonation_id', p_made.id, 'user_id', p_made.user_id, 'reason', p_made.reason,
    'can_write', p_made.can_write, 'expires_at', p_made.expires_at)
$$;
revoke all on function platform.impersonation_json(core.impersonations) from public;
