-- A check-in list of an event that the caller may scan for; null is the default one. Raises
-- not_found.
create or replace function door.find_list(p_org_id uuid, p_event_id uuid, p_list_id uuid)
  returns door.checkin_lists
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_list door.checkin_lists;
begin
  select l.* into v_list
  from door.checkin_lists as l
  where l.org_id = p_org_id and l.event_id = p_event_id
    and case when p_list_id is null then l.is_default else l.id = p_list_id end;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'check-in list', 'id', p_list_id));
  end if;
  return v_list;
end
$$;
revoke all on function door.find_list(uuid, uuid, uuid) from public;
