-- The check-in lists of an event with their ticket types, for its copy: what door registers with
-- duplicate_event. The default list that the copy was made with gives way to that of the old one.
create or replace function door.duplicate_checkin_lists(p_copy events.copy)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  delete from door.checkin_lists as l
  where l.org_id = p_copy.org_id and l.event_id = p_copy.new_event_id;
  p_copy := events.copy_rows(p_copy, 'door.checkin_lists', 'event_id');
  perform events.copy_rows(p_copy, 'door.checkin_list_ticket_types', 'list_id');
end
$$;
revoke all on function door.duplicate_checkin_lists(events.copy) from public;
