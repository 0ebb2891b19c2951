-- Counts one hit of a subject and raises rate_limited (429) when the rule's limit is exceeded in
-- the present window. Whoever knows the org that it concerns names it, so that its overrides count.
-- A null subject is not limited. With p_raises false it only counts: for what has to be kept, such
-- as a wrong guess.
create or replace function core.hit_rate_limit(
  p_rule text,
  p_subject text,
  p_org_id uuid default null,
  p_raises boolean default true
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_rule core.rate_limits;
  v_window_start timestamptz;
  v_hits bigint;
begin
  if p_subject is null then
    return;
  end if;
  select r.* into strict v_rule from core.rate_limits as r where r.rule = p_rule;
  if v_rule.has_overrides and p_org_id is not null then
    v_rule.max_hits := core.max_hits_of(v_rule, p_org_id);
  end if;
  -- Most orgs are without limits, and every scan comes by here: asked before any setting is read.
  if v_rule.max_hits is null or not core.setting('core.rate_limits_are_on')::boolean then
    return;
  end if;
  v_window_start := core.rate_window(v_rule);
  insert into core.rate_counters as c (rule, subject, window_start, slot, hits)
  values (p_rule, p_subject, v_window_start, pg_backend_pid() & 63, 1)
  on conflict (rule, subject, window_start, slot) do update set hits = c.hits + 1;
  select sum(c.hits) into v_hits
  from core.rate_counters as c
  where c.rule = p_rule and c.subject = p_subject and c.window_start = v_window_start;
  if p_raises and v_hits > v_rule.max_hits then
    perform core.fail_rate_limited(v_rule);
  end if;
end
$$;
revoke all on function core.hit_rate_limit(text, text, uuid, boolean) from public;
grant execute on function core.hit_rate_limit(text, text, uuid, boolean) to service_role;
