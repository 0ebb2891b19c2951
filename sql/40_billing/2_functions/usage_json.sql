-- What an org used, as clients read it: a usage with what a limit block or a meter needs beside it.
create or replace function billing.usage_json(p_usage billing.usage, p_limits billing.limits)
  returns jsonb
  language plpgsql
  immutable
  security definer
  set search_path = ''
as $$
begin
  return to_jsonb(p_usage) || jsonb_build_object(
    'is_overage_allowed', p_limits.overage_amount is not null,
    'resets_at', p_usage.period_end, 'currency', 'EUR');
end
$$;
revoke all on function billing.usage_json(billing.usage, billing.limits) from public;
