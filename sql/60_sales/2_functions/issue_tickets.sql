-- Issues the ticket instances of an order that has just been paid, for those who were entered with
-- it, counts them for the org's plan when they are first sold, gives out start numbers where the
-- event does so now, and queues the one mail about it.
create or replace function sales.issue_tickets(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_is_entered boolean;
  v_gives_bibs boolean;
  v_tickets integer;
begin
  select
    exists (
      select from sales.registrations as r
      where r.org_id = p_order.org_id and r.order_id = p_order.id
    ),
    exists (
      select from events.event_settings as s
      where s.org_id = p_order.org_id and s.event_id = p_order.event_id
        and s.bibs_assigned_on = 'settlement'
    )
  into v_is_entered, v_gives_bibs;
  -- What a sale usually has not, it is not made to pay for: triggers of an update of no rows.
  if v_is_entered then
    perform sales.sync_registrations(p_order);
  end if;
  v_tickets := sales.insert_tickets(p_order);
  if p_order.purpose = 'sale' and v_tickets > 0 then
    perform billing.record_usage(p_order.org_id, p_order.event_id, v_tickets);
  end if;
  if v_gives_bibs then
    perform sales.assign_bibs_of_order(p_order);
  end if;
  perform sales.mail_order(p_order, case p_order.purpose
    when 'swap' then 'email.ticket_swapped'
    when 'deferral' then 'email.ticket_deferred'
    else 'email.order_confirmation' end);
end
$$;
revoke all on function sales.issue_tickets(sales.orders) from public;
