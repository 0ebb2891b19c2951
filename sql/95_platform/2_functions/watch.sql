-- Applies one rule: opens an alert for everybody whom it finds, again where it goes on since the
-- alert was closed, and notes news of open ones; at most `p_limit`, what happened last first. Who
-- administers the platform gets one mail about all that it opened. Returns how many that were.
create or replace function platform.watch(p_rule platform.alert_rules, p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_setting jsonb := core.setting('platform.alert_' || p_rule.rule);
  v_since timestamptz := v_now - make_interval(hours => (v_setting ->> 1)::integer);
  v_opened integer;
begin
  if v_since is null or v_setting ->> 0 = '0' then
    return 0;
  end if;
  execute format(
    $f$
    with found as (
      select f.* from %s($2, $3) as f order by f.last_at desc limit $4
    ), written as (
      insert into platform.alerts as a (rule, subject, org_id, score, facts, last_at, opened_at)
      select $1, f.subject, f.org_id, round(f.score), f.facts, f.last_at, $5 from found as f
      on conflict on constraint subject_has_one_alert_per_rule do update
      set score = excluded.score,
        facts = excluded.facts,
        last_at = excluded.last_at,
        status = case a.status when 'closed' then 'open' else a.status end,
        times_opened = a.times_opened + (a.status = 'closed')::integer,
        opened_at = case a.status when 'closed' then $5 else a.opened_at end,
        closed_at = null,
        closed_by = null,
        reviewed_at = case when a.status <> 'closed' then a.reviewed_at end,
        reviewed_by = case when a.status <> 'closed' then a.reviewed_by end
      where excluded.last_at > coalesce(a.closed_at, a.last_at)
      returning a.opened_at
    )
    select count(*) from written where opened_at = $5
    $f$, p_rule.function)
  into v_opened
  using p_rule.rule, v_since, v_setting, p_limit, v_now;
  if v_opened > 0 then
    perform core.emit(
      null, 'alerts:' || p_rule.rule || ':' || u.id, 'email.platform_alerts',
      jsonb_build_object(
        'email', lower(u.email), 'language', core.request_language(null), 'rule', p_rule.rule,
        'description', p_rule.description, 'alerts', v_opened))
    from tenancy.platform_admins as p
    join auth.users as u on u.id = p.user_id and u.email <> '';
  end if;
  return v_opened;
end
$$;
revoke all on function platform.watch(platform.alert_rules, integer) from public;
