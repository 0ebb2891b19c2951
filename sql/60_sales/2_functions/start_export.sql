-- Begins an export by staff, who may have it: see read_export(). The audit log keeps who wanted
-- what before the first row leaves. Returns {export_id, org_id, name}: what finish_export() needs,
-- and what to call the file. Raises feature_not_in_plan, rate_limited
-- and what read_export() raises.
create or replace function sales.start_export(
  p_kind text,
  p_org_id uuid,
  p_event_id uuid,
  p_filters jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_export sales.export := sales.read_export(p_kind, p_org_id, p_event_id, p_filters);
  v_id uuid := core.new_id();
begin
  perform billing.require_feature(v_export.org_id, 'exports');
  perform core.hit_rate_limit('export', auth.uid()::text, v_export.org_id);
  perform core.audit(
    v_export.org_id, 'export', v_id::text, 'export.started', null,
    jsonb_strip_nulls(jsonb_build_object(
      'kind', v_export.kind, 'event_id', v_export.event_id, 'filters', v_export.filters,
      'has_sensitive', v_export.has_sensitive)));
  return jsonb_build_object(
    'export_id', v_id,
    'org_id', v_export.org_id,
    'name', concat_ws('-', coalesce(
      (
        select e.slug from events.events as e
        where e.org_id = v_export.org_id and e.id = v_export.event_id
      ),
      (select g.slug from tenancy.orgs as g where g.id = v_export.org_id)
    ), translate(p_kind, '_', '-'), to_char(core.clock(), 'YYYY-MM-DD')));
end
$$;
revoke all on function sales.start_export(text, uuid, uuid, jsonb) from public;
grant execute on function sales.start_export(text, uuid, uuid, jsonb) to anon, authenticated;
