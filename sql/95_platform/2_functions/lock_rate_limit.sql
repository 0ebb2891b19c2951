-- The rate limit of this name, locked. Raises missing_field, invalid_field.
create or replace function platform.lock_rate_limit(p_rule text)
  returns core.rate_limits
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_rule core.rate_limits;
begin
  if p_rule is null then
    perform core.fail('missing_field', '{"field": "rule"}');
  end if;
  select r.* into v_rule from core.rate_limits as r where r.rule = p_rule for no key update;
  if not found then
    perform core.fail('invalid_field', '{"field": "rule", "reason": "there is no such limit"}');
  end if;
  return v_rule;
end
$$;
revoke all on function platform.lock_rate_limit(text) from public;
