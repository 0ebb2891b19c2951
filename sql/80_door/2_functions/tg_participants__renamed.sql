-- Notes for scanners that somebody who takes part has another name.
create or replace function door.tg_participants__renamed()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform door.note_registrations(new.org_id, array(
    select r.id
    from sales.registrations as r
    where r.org_id = new.org_id and r.participant_id = new.id
  ));
  return null;
end
$$;
revoke all on function door.tg_participants__renamed() from public;
