-- Applies the rules that were not applied for five minutes, at most `p_limit` of them. One that
-- fails says so in its row, and keeps nobody from the others. Returns how many it applied. Locks:
-- the rule.
create or replace function platform.sweep_alerts(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  c_most constant integer := 200;
  v_rule platform.alert_rules;
  v_error text;
  v_count integer := 0;
begin
  for v_rule in
    select r.*
    from platform.alert_rules as r
    where r.last_run_at <= core.clock() - interval '5 minutes'
    order by r.last_run_at, r.rule
    limit p_limit
    for update skip locked
  loop
    v_error := null;
    begin
      perform platform.watch(v_rule, c_most);
    exception when others then
      get stacked diagnostics v_error = message_text;
    end;
    update platform.alert_rules as r
    set last_run_at = core.clock(), last_error = v_error
    where r.rule = v_rule.rule;
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function platform.sweep_alerts(integer) from public;
