-- An alert as platform admins see it; see alerts().
create or replace function platform.alert_json(p_alert platform.alerts)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'alert_id', p_alert.id, 'rule', p_alert.rule, 'description', r.description,
      'subject_kind', r.subject_kind, 'subject', p_alert.subject, 'org_id', p_alert.org_id,
      'org', (select g.name from tenancy.orgs as g where g.id = p_alert.org_id),
      'status', p_alert.status, 'score', p_alert.score, 'facts', p_alert.facts,
      'times_opened', p_alert.times_opened, 'opened_at', p_alert.opened_at,
      'last_at', p_alert.last_at, 'reviewed_by', p_alert.reviewed_by,
      'reviewed_at', p_alert.reviewed_at, 'closed_by', p_alert.closed_by,
      'closed_at', p_alert.closed_at, 'note', p_alert.note)
    from platform.alert_rules as r
    where r.rule = p_alert.rule
  );
end
$$;
revoke all on function platform.alert_json(platform.alerts) from public;
