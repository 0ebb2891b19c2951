-- Refuses to tie a check-in list to a ticket type of another event, or to one that is deleted.
-- After the policies had their say, so that nobody learns here what another org has. Raises
-- ticket_type_not_found.
create or replace function door.tg_checkin_list_ticket_types__same_event()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if not exists (
    select 1
    from door.checkin_lists as l
    join events.ticket_types as t on t.org_id = l.org_id and t.event_id = l.event_id
    where l.org_id = new.org_id and l.id = new.list_id
      and t.id = new.ticket_type_id and t.deleted_at is null
  ) then
    perform core.fail('ticket_type_not_found', jsonb_build_object(
      'ticket_type_id', new.ticket_type_id, 'event_id', (
        select l.event_id from door.checkin_lists as l
        where l.org_id = new.org_id and l.id = new.list_id
      )));
  end if;
  return null;
end
$$;
revoke all on function door.tg_checkin_list_ticket_types__same_event() from public;
