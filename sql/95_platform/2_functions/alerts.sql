-- Alerts for platform admins, the newest first, a page at a time: in one of the states `p_status`,
-- open and reviewing ones by default, of one rule where `p_rule` names it. `p_cursor` is the last
-- alert of the page before. Reading is logged, since subjects are people. Returns {alerts:
-- [{alert_id, rule, description, subject_kind, subject, org_id, org, status, score, facts,
-- times_opened, opened_at, last_at, reviewed_by, reviewed_at, closed_by, closed_at, note}],
-- next_cursor}. Raises invalid_field, and what require_platform_admin() raises.
create or replace function platform.alerts(
  p_status text[],
  p_rule text,
  p_cursor uuid,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_limit integer := coalesce(p_limit, 50);
  v_found jsonb[];
begin
  perform tenancy.require_platform_admin();
  perform core.require_range('limit', v_limit, 1, 200);
  perform core.fail('invalid_field', jsonb_build_object(
    'field', 'status', 'reason', format('there is no status %s', s.status)))
  from unnest(p_status) as s (status)
  where (s.status = any (enum_range(null::platform.alert_status)::text[])) is not true;
  if not exists (select from platform.alert_rules as r where r.rule = coalesce(p_rule, r.rule)) then
    perform core.fail('invalid_field', '{"field": "rule", "reason": "there is no such rule"}');
  end if;
  v_found := array(
    select platform.alert_json(a)
    from platform.alerts as a
    where a.status::text = any (coalesce(nullif(p_status, '{}'), '{open,reviewing}'))
      and (p_rule is null or a.rule = p_rule)
      and (p_cursor is null or a.id < p_cursor)
    order by a.id desc
    limit v_limit + 1);
  perform tenancy.log_admin_act(
    'alerts.read', null, 'alert', null,
    jsonb_build_object('rule', p_rule, 'found', cardinality(v_found[:v_limit])));
  return jsonb_build_object(
    'alerts', to_jsonb(v_found[:v_limit]),
    'next_cursor', case when cardinality(v_found) > v_limit
      then v_found[v_limit] -> 'alert_id' end);
end
$$;
revoke all on function platform.alerts(text[], text, uuid, integer) from public;
grant execute on function platform.alerts(text[], text, uuid, integer) to authenticated;
