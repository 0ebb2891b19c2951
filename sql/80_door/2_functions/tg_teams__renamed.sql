-- Notes for scanners that a team has another name: its ticket is its captain's.
create or replace function door.tg_teams__renamed()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform door.note_registrations(new.org_id, array[new.captain_id]);
  return null;
end
$$;
revoke all on function door.tg_teams__renamed() from public;
