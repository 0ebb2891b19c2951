-- Whether a check-in list admits a ticket type: it names it, or none.
create or replace function door.is_for(p_list door.checkin_lists, p_ticket_type_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(bool_or(y.ticket_type_id = p_ticket_type_id), true)
    from door.checkin_list_ticket_types as y
    where y.org_id = p_list.org_id and y.list_id = p_list.id
  );
end
$$;
revoke all on function door.is_for(door.checkin_lists, uuid) from public;
