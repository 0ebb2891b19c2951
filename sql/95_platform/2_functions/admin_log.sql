-- What administrators did, the newest first, a page at a time; for platform admins. Each filter may
-- be null. Returns {entries: [{entry_id, admin_id, admin_email, action, org_id, org, entity_type,
-- entity_id, details, request_id, address, user_agent, created_at}], next_cursor}. Raises
-- sign_in_required, platform_admin_required, invalid_field.
create or replace function platform.admin_log(
  p_admin_id uuid,
  p_org_id uuid,
  p_action text,
  p_from timestamptz,
  p_to timestamptz,
  p_cursor bigint,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_limit integer := coalesce(p_limit, 50);
  v_entries tenancy.admin_audit_log[];
begin
  perform tenancy.require_platform_admin();
  perform core.require_range('limit', v_limit, 1, 200);
  v_entries := array(
    select l
    from tenancy.admin_audit_log as l
    where (p_cursor is null or l.entry_id < p_cursor)
      and (p_admin_id is null or l.admin_id = p_admin_id)
      and (p_org_id is null or l.org_id = p_org_id)
      and (p_action is null or l.action = p_action)
      and (p_from is null or l.created_at >= p_from)
      and (p_to is null or l.created_at < p_to)
    order by l.entry_id desc
    limit v_limit + 1
  );
  return jsonb_build_object(
    'entries', (
      select coalesce(
        jsonb_agg(to_jsonb(e) || jsonb_build_object('org', o.name) order by e.entry_id desc), '[]')
      from unnest(v_entries[:v_limit]) as e
      left join tenancy.orgs as o on o.id = e.org_id),
    'next_cursor',
    case when cardinality(v_entries) > v_limit then (v_entries[v_limit]).entry_id end);
end
$$;
revoke all on function platform.admin_log(
  uuid, uuid, text, timestamptz, timestamptz, bigint, integer) from public;
grant execute on function platform.admin_log(
  uuid, uuid, text, timestamptz, timestamptz, bigint, integer) to authenticated;
