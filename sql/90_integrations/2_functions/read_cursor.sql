-- Where a reader goes on that has this cursor; without one, before the first entry of the log. The
-- entry at which it stopped has to be there still, of that moment: numbers alone would mean another
-- entry in a database that was restored to an earlier state. Raises invalid_field for what is no
-- cursor of this org or event, cursor_too_old, cursor_unknown.
create or replace function integrations.read_cursor(
  p_org_id uuid,
  p_scope_id uuid,
  p_cursor text
)
  returns integrations.feed_cursor
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_parts text[];
  v_cursor integrations.feed_cursor;
begin
  if p_cursor is null then
    return row(p_scope_id, 0::bigint, 0::bigint, null::uuid);
  end if;
  begin
    v_parts := string_to_array(convert_from(decode(
      rpad(translate(left(p_cursor, 200), '-_', '+/'), (length(p_cursor) + 3) / 4 * 4, '='),
      'base64'), 'UTF8'), '|');
    if cardinality(v_parts) = 5 and v_parts[1] = '1' then
      v_cursor := row(v_parts[2], v_parts[3], v_parts[4], nullif(v_parts[5], '-'));
    end if;
  exception when data_exception then
    v_cursor := null;
  end;
  if v_cursor.scope_id is distinct from p_scope_id
    or v_cursor.change_id is null or v_cursor.moment is null or v_cursor.change_id < 0
  then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'cursor', 'reason', 'it is none that was returned for this ' || case
        when p_scope_id = p_org_id then 'organisation' else 'event' end));
  end if;
  if v_cursor.change_id > 0 and not exists (
    select from core.audit_log as a
    where a.org_id = p_org_id and a.audit_id = v_cursor.change_id
      and integrations.moment_of(a.created_at) = v_cursor.moment
  ) then
    if v_cursor.moment < (
      select integrations.moment_of(a.created_at)
      from core.audit_log as a order by a.audit_id limit 1
    ) then
      perform core.fail('cursor_too_old');
    end if;
    perform core.fail('cursor_unknown');
  end if;
  return v_cursor;
end
$$;
revoke all on function integrations.read_cursor(uuid, uuid, text) from public;
