-- What happened in an org since a cursor, for members, as far as their role may see it; without a
-- cursor from the first entry that is kept, or (`p_from_now`) nothing, and where to begin. Goes
-- only as far as the log is settled, so nothing is skipped that commits later, and through so many
-- entries at most, whatever is chosen among them. Raises what tenancy.authorise(),
-- integrations.types_for() and integrations.read_cursor() raise; not_found for an event of another
-- org, invalid_field.
create or replace function integrations.get_changes(
  p_org_id uuid,
  p_cursor text,
  p_limit integer,
  p_event_types text[],
  p_event_id uuid,
  p_from_now boolean
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_role tenancy.member_role := tenancy.authorise(p_org_id, 'org.read');
  v_limit integer := coalesce(p_limit, 100);
  v_types text[] := integrations.types_for(v_role, p_event_types);
  v_settled_id bigint := core.settled_audit_id();
  v_cursor integrations.feed_cursor;
  v_until bigint;
  v_last bigint;
  v_found bigint;
  v_changes jsonb := '[]';
begin
  perform core.require_range('limit', v_limit, 1, 1000);
  if p_event_id is not null and not exists (
    select from events.events as e where e.org_id = p_org_id and e.id = p_event_id
  ) then
    perform core.fail('not_found', jsonb_build_object('what', 'event', 'id', p_event_id));
  end if;
  v_cursor := integrations.read_cursor(p_org_id, p_org_id, p_cursor);
  if p_cursor is null and p_from_now then
    v_cursor := integrations.go_on_at(p_org_id, v_cursor, v_settled_id);
  else
    v_until := integrations.slice_end(p_org_id, v_cursor.change_id, v_settled_id);
    select
      count(*), max(c.change_id),
      coalesce(jsonb_agg(to_jsonb(c)) filter (
        where p_event_id is null or c.event_id = p_event_id), '[]')
    into v_found, v_last, v_changes
    from integrations.changes_between(
      p_org_id, v_cursor.change_id, v_until, v_limit, v_types) as c;
    v_cursor := integrations.go_on_at(
      p_org_id, v_cursor, case when v_found < v_limit then v_until else v_last end);
  end if;
  return jsonb_build_object(
    'changes', v_changes,
    'cursor', integrations.write_cursor(v_cursor),
    'has_more', exists (
      select from core.audit_log as a
      where a.org_id = p_org_id and a.audit_id > v_cursor.change_id
        and a.audit_id <= v_settled_id));
end
$$;
revoke all on function integrations.get_changes(uuid, text, integer, text[], uuid, boolean)
  from public;
grant execute on function integrations.get_changes(uuid, text, integer, text[], uuid, boolean)
  to authenticated;
