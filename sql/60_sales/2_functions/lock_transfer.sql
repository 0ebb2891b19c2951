-- Locks what a transfer is about: the order of its ticket, the ticket, then the transfer itself.
-- One whose fee was not paid after all can be claimed again from then on.
create or replace function sales.lock_transfer(
  p_transfer sales.ticket_transfers,
  out transfer sales.ticket_transfers,
  out ticket sales.ticket_instances,
  out sold sales.orders
)
  returns record
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  select o.* into strict sold
  from sales.ticket_instances as t
  join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
  where t.org_id = p_transfer.org_id and t.id = p_transfer.from_ticket;
  sold := sales.lock_order(sold.org_id, sold.id);
  ticket := sales.lock_ticket(p_transfer.org_id, p_transfer.from_ticket);
  select t.* into strict transfer
  from sales.ticket_transfers as t
  where t.org_id = p_transfer.org_id and t.id = p_transfer.id
  for no key update;
  if transfer.status = 'paying' and exists (
    select 1 from sales.orders as o
    where o.org_id = transfer.org_id and o.id = transfer.order_id
      and o.status not in ('pending', 'paid')
  ) then
    update sales.ticket_transfers as t
    set status = 'pending', entry = null, order_id = null
    where t.org_id = transfer.org_id and t.id = transfer.id
    returning t.* into transfer;
  end if;
end
$$;
revoke all on function sales.lock_transfer(sales.ticket_transfers) from public;
