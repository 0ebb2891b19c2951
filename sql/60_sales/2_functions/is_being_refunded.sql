-- Whether money of a ticket is on its way back: a refund of its order that is not over yet and that
-- is not of other tickets alone.
create or replace function sales.is_being_refunded(p_ticket sales.ticket_instances)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1 from payments.refunds as f
    where f.org_id = p_ticket.org_id and f.payable_id = p_ticket.order_id
      and f.status not in ('refunded', 'failed', 'canceled')
      and (
        exists (
          select 1 from sales.refund_items as i
          where i.org_id = f.org_id and i.refund_id = f.id and i.ticket_instance_id = p_ticket.id
        )
        or not exists (
          select 1 from sales.refund_items as i
          where i.org_id = f.org_id and i.refund_id = f.id
        )
      )
  );
end
$$;
revoke all on function sales.is_being_refunded(sales.ticket_instances) from public;
