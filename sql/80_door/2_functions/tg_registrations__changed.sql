-- Notes for scanners that somebody else takes part with a ticket, or in another wave or team.
create or replace function door.tg_registrations__changed()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform door.note_registrations(new.org_id, array[new.id]);
  return null;
end
$$;
revoke all on function door.tg_registrations__changed() from public;
