-- Notes for scanners which tickets got or lost a start number by a statement.
create or replace function door.tg_bibs__changed()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    insert into door.ticket_changes (org_id, event_id, ticket_id)
    select t.org_id, t.event_id, t.id
    from before_it as b
    join sales.ticket_instances as t
      on t.org_id = b.org_id and t.registration_id = b.registration_id
    on conflict do nothing;
  end if;
  insert into door.ticket_changes (org_id, event_id, ticket_id)
  select t.org_id, t.event_id, t.id
  from after_it as b
  join sales.ticket_instances as t
    on t.org_id = b.org_id and t.registration_id = b.registration_id
  on conflict do nothing;
  return null;
end
$$;
revoke all on function door.tg_bibs__changed() from public;
