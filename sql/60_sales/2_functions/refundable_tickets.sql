-- The tickets of an order line that can be refunded: those that admit somebody, and those whose
-- refund failed. In the order in which they are taken when nobody names one: whoever still waits
-- for money, then unused tickets, the last ones first.
create or replace function sales.refundable_tickets(p_org_id uuid, p_order_item_id uuid)
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select t.id
    from sales.ticket_instances as t
    where t.org_id = p_org_id
      and t.order_item_id = p_order_item_id
      and (
        t.status in ('valid', 'used')
        or (
          t.status = 'refunded'
          and not exists (
            select 1
            from sales.refund_items as i
            join payments.refunds as r on r.org_id = i.org_id and r.id = i.refund_id
            where i.org_id = t.org_id
              and i.ticket_instance_id = t.id
              and r.status not in ('failed', 'canceled')
          )
        )
      )
    order by t.status <> 'refunded', t.status = 'used', t.id desc
  );
end
$$;
revoke all on function sales.refundable_tickets(uuid, uuid) from public;
