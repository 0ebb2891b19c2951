-- The cursor behind the last entry of an org up to a number. It names an entry of the org itself,
-- so that it says nothing about others, and can be found again.
create or replace function integrations.go_on_at(
  p_org_id uuid,
  p_cursor integrations.feed_cursor,
  p_until bigint
)
  returns integrations.feed_cursor
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_entry core.audit_log;
begin
  select a.* into v_entry
  from core.audit_log as a
  where a.org_id = p_org_id and a.audit_id > p_cursor.change_id and a.audit_id <= p_until
  order by a.audit_id desc
  limit 1;
  if found then
    p_cursor.change_id := v_entry.audit_id;
    p_cursor.moment := integrations.moment_of(v_entry.created_at);
  end if;
  return p_cursor;
end
$$;
revoke all on function integrations.go_on_at(uuid, integrations.feed_cursor, bigint) from public;
