-- Which lines of its invoice the refunds of an order's payments take back, by refund: see
-- invoicing.invoiceables. A share of the service fee is of the line of the fee, which goes by the
-- order's id.
create or replace function sales.invoice_refunds(p_order sales.orders)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(n.refund_id, n.items), '{}')
    from (
      select i.refund_id, jsonb_agg(jsonb_build_object(
        'source_id', l.source_id, 'quantity', l.quantity, 'amount', l.amount)) as items
      from payments.payments as p
      join payments.refunds as r on r.org_id = p.org_id and r.payment_id = p.id
      join sales.refund_items as i on i.org_id = r.org_id and i.refund_id = r.id
      cross join lateral (
        values (i.order_item_id, i.quantity, i.amount), (p_order.id, null, i.fee_amount)
      ) as l (source_id, quantity, amount)
      where p.org_id = p_order.org_id and p.payable_id = p_order.id
      group by i.refund_id
    ) as n
  );
end
$$;
revoke all on function sales.invoice_refunds(sales.orders) from public;
