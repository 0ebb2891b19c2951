-- Agrees what the platform asks of an event from now on: its fee from 0 to 1000 basis points, a
-- ticket above the plan's limit from 0 to 100 cents; null: as the plan says. For platform admins,
-- with the reason, which the org reads. Orders and payments that are there keep what they have.
-- Returns what event_fees() returns. Raises sign_in_required, platform_admin_required,
-- missing_field, invalid_field, not_found. Locks: the agreement.
create or replace function events.set_event_fees(
  p_event_id uuid,
  p_platform_fee_override integer,
  p_overage_fee_override integer,
  p_reason text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_reason text;
  v_old jsonb;
begin
  perform tenancy.require_platform_admin();
  v_event := events.find_any_event(p_event_id);
  perform core.require_range('platform_fee_override', p_platform_fee_override, 0, 1000);
  perform core.require_range('overage_fee_override', p_overage_fee_override, 0, 100);
  v_reason := core.require_text('reason', p_reason, 500);
  v_old := events.fees_json(v_event.org_id, v_event.id);
  if num_nonnulls(p_platform_fee_override, p_overage_fee_override) = 0 then
    delete from events.fee_overrides as f
    where f.org_id = v_event.org_id and f.event_id = v_event.id;
  else
    insert into events.fee_overrides as f (
      org_id, event_id, platform_fee_override, overage_fee_override, fee_override_reason,
      fee_override_set_by
    ) values (
      v_event.org_id, v_event.id, p_platform_fee_override, p_overage_fee_override, v_reason,
      auth.uid()
    )
    on conflict (org_id, event_id) do update
    set platform_fee_override = excluded.platform_fee_override,
      overage_fee_override = excluded.overage_fee_override,
      fee_override_reason = excluded.fee_override_reason,
      fee_override_set_by = excluded.fee_override_set_by,
      fee_override_set_at = excluded.fee_override_set_at;
  end if;
  perform tenancy.log_admin_act(
    'event_fees.set', v_event.org_id, 'event', v_event.id::text, jsonb_build_object(
      'platform_fee_override', p_platform_fee_override,
      'overage_fee_override', p_overage_fee_override, 'reason', v_reason, 'before', v_old));
  return events.fees_json(v_event.org_id, v_event.id);
end
$$;
revoke all on function events.set_event_fees(uuid, integer, integer, text) from public;
grant execute on function events.set_event_fees(uuid, integer, integer, text) to authenticated;
