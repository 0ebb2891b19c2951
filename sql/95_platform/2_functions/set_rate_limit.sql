-- Changes a rate limit, for platform admins; without a window it stays what it was. Rules of whole
-- orgs may be without a limit (null). Called by public.platform_set_rate_limit(). Locks: the rule.
-- Raises sign_in_required, platform_admin_required, missing_field, invalid_field.
create or replace function platform.set_rate_limit(
  p_rule text,
  p_max_hits integer,
  p_window_seconds integer,
  p_reason text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text;
  v_rule core.rate_limits;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  v_rule := platform.lock_rate_limit(p_rule);
  perform core.require_range('max_hits', p_max_hits, 1, 1000000);
  perform core.require_range('window_seconds', p_window_seconds, 1, 86400);
  if p_max_hits is null and v_rule.subject <> 'org' then
    perform core.fail('missing_field', '{"field": "max_hits"}');
  end if;
  update core.rate_limits as r
  set max_hits = p_max_hits, window_seconds = coalesce(p_window_seconds, r.window_seconds)
  where r.rule = p_rule
  returning r.* into v_rule;
  perform tenancy.log_admin_act(
    'rate_limit.set', null, 'rate_limit', p_rule, jsonb_build_object(
      'max_hits', v_rule.max_hits, 'window_seconds', v_rule.window_seconds, 'reason', v_reason));
  return jsonb_build_object(
    'rule', v_rule.rule, 'max_hits', v_rule.max_hits, 'window_seconds', v_rule.window_seconds);
end
$$;
revoke all on function platform.set_rate_limit(text, integer, integer, text) from public;
grant execute on function platform.set_rate_limit(text, integer, integer, text) to authenticated;
