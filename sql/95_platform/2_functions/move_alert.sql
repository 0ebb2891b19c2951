-- requires: alert_json
-- Somebody looks into an alert (`reviewing`), or has settled it (`closed`, which needs a note), for
-- platform admins; the act is logged. Repeating it changes nothing but the note. Returns the alert.
-- Locks: the alert. Raises missing_field, invalid_field, not_found, invalid_transition, and what
-- require_platform_admin() raises.
create or replace function platform.move_alert(
  p_alert_id uuid,
  p_status platform.alert_status,
  p_note text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_alert platform.alerts;
  v_note text;
begin
  perform tenancy.require_platform_admin();
  perform core.require_id('alert_id', p_alert_id);
  v_note := core.optional_prose('note', p_note, 2000);
  if p_status = 'closed' and v_note is null then
    perform core.fail('missing_field', '{"field": "note"}');
  end if;
  select a.* into v_alert from platform.alerts as a where a.id = p_alert_id for no key update;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'alert', 'id', p_alert_id));
  end if;
  update platform.alerts as a
  set status = p_status,
    note = coalesce(v_note, a.note),
    reviewed_by = case when p_status = 'reviewing' then auth.uid() else a.reviewed_by end,
    reviewed_at = case when p_status = 'reviewing' then core.clock() else a.reviewed_at end,
    closed_by = case when p_status = 'closed' then auth.uid() end,
    closed_at = case when p_status = 'closed' then coalesce(a.closed_at, core.clock()) end
  where a.id = p_alert_id
  returning a.* into v_alert;
  perform tenancy.log_admin_act(
    'alert.' || p_status, v_alert.org_id, 'alert', p_alert_id::text,
    jsonb_build_object('rule', v_alert.rule, 'note', v_note));
  return platform.alert_json(v_alert);
end
$$;
revoke all on function platform.move_alert(uuid, platform.alert_status, text) from public;
grant execute on function platform.move_alert(uuid, platform.alert_status, text) to authenticated;
