-- Raises rate_limited (429) when a subject has used up a rule's limit in the present window, and
-- counts nothing: for what counts failures only, with core.hit_rate_limit() once it has failed.
-- That must then be answered, not raised, or its count goes too. Returns how often the subject was
-- counted in the window. A null subject is not limited.
create or replace function core.guard_rate_limit(p_rule text, p_subject text)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_rule core.rate_limits;
  v_hits bigint;
begin
  if p_subject is null or not core.setting('core.rate_limits_are_on')::boolean then
    return 0;
  end if;
  select r.* into strict v_rule from core.rate_limits as r where r.rule = p_rule;
  select coalesce(sum(c.hits), 0) into v_hits
  from core.rate_counters as c
  where c.rule = p_rule and c.subject = p_subject and c.window_start = core.rate_window(v_rule);
  if v_hits >= v_rule.max_hits then
    perform core.fail_rate_limited(v_rule);
  end if;
  return v_hits;
end
$$;
revoke all on function core.guard_rate_limit(text, text) from public;
