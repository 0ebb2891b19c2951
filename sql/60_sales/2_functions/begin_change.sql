-- Locks a ticket that is to be changed, and its order, and ends a change of it that still waits for
-- its payment: who chooses anew does not mean the former choice. That order, which keeps its places
-- until the caller takes them over, is returned; a row of nulls when there was none. Locks: the
-- open change, the ticket's order, the ticket, payments. Raises ticket_not_changeable, try_again.
create or replace function sales.begin_change(p_ticket sales.ticket_instances)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_open sales.orders;
  v_ticket sales.ticket_instances;
begin
  select o.* into v_open
  from sales.orders as o
  where o.org_id = p_ticket.org_id and o.change_ticket_id = p_ticket.id and o.status = 'pending';
  if found then
    v_open := sales.lock_order(v_open.org_id, v_open.id);
  end if;
  perform sales.lock_order(p_ticket.org_id, p_ticket.order_id);
  v_ticket := sales.lock_valid_ticket(p_ticket.org_id, p_ticket.id);
  if exists (
    select from sales.orders as o
    where o.org_id = p_ticket.org_id and o.change_ticket_id = p_ticket.id
      and o.status = 'pending' and o.id is distinct from v_open.id
  ) then
    -- Somebody else began one while we waited.
    perform core.fail('try_again');
  elsif v_open.purpose = 'transfer' and v_open.status = 'pending' then
    perform core.fail('ticket_not_changeable', jsonb_build_object(
      'ticket_instance_id', v_ticket.id, 'status', v_ticket.status,
      'reason', 'it is being handed on'));
  elsif v_open.status = 'pending' then
    perform payments.give_up_attempts(v_open.org_id, v_open.id);
    perform sales.end_order(v_open, 'cancelled');
    return v_open;
  end if;
  return null;
end
$$;
revoke all on function sales.begin_change(sales.ticket_instances) from public;
