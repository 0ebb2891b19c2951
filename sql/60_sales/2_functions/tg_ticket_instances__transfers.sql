-- Takes back the open offer of a ticket that is no longer valid, or somebody else's by now, and
-- tells whoever it was offered to. So whatever ends a ticket need not know of transfers.
create or replace function sales.tg_ticket_instances__transfers()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform sales.end_transfer(t, 'withdrawn')
  from sales.ticket_transfers as t
  where t.org_id = new.org_id and t.from_ticket = new.id and t.status in ('pending', 'paying');
  return null;
end
$$;
revoke all on function sales.tg_ticket_instances__transfers() from public;
