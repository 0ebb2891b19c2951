-- How often a rule lets an org do it: as its override says, else as that of the class that the org
-- is of (the lowest, where it is of several), else as the rule says.
create or replace function core.max_hits_of(p_rule core.rate_limits, p_org_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_found integer;
  v_classes text[] := '{}';
  v_class text;
  v_function text;
begin
  select o.max_hits into v_found
  from core.rate_limit_overrides as o
  where o.rule = p_rule.rule and o.org_id = p_org_id;
  if found then
    return v_found;
  end if;
  for v_function in select c.function from core.org_classes as c loop
    execute format('select %s($1)', v_function) into v_class using p_org_id;
    v_classes := v_classes || v_class;
  end loop;
  select min(o.max_hits) into v_found
  from core.rate_limit_overrides as o
  where o.rule = p_rule.rule and o.class = any (v_classes);
  return coalesce(v_found, p_rule.max_hits);
end
$$;
revoke all on function core.max_hits_of(core.rate_limits, uuid) from public;
