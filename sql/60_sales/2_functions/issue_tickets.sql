-- Issues the ticket instances of an order that has just been paid, one per place, ties them to who
-- takes part, counts them for the org's plan when they are first sold, and queues the one mail
-- about it.
create or replace function sales.issue_tickets(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_tickets integer;
begin
  insert into sales.ticket_instances (
    org_id, order_id, order_item_id, event_id, ticket_type_id, code
  )
  select i.org_id, i.order_id, i.id, p_order.event_id, i.ticket_type_id, core.random_code(20)
  from sales.order_items as i
  cross join generate_series(1, i.quantity)
  where i.org_id = p_order.org_id and i.order_id = p_order.id and i.kind = 'ticket';
  get diagnostics v_tickets = row_count;
  if p_order.purpose = 'sale' and v_tickets > 0 then
    perform billing.record_usage(p_order.org_id, p_order.event_id, v_tickets);
  end if;
  perform sales.sync_registrations(p_order);
  perform sales.mail_order(p_order, case p_order.purpose
    when 'swap' then 'email.ticket_swapped'
    when 'deferral' then 'email.ticket_deferred'
    else 'email.order_confirmation' end);
end
$$;
revoke all on function sales.issue_tickets(sales.orders) from public;
