-- All of an order that can still be refunded, without what was given up for nothing.
create or replace function sales.wish_of_everything(p_order sales.orders)
  returns sales.refund_wish[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select row(
      i.id,
      case i.kind when 'ticket' then least(cardinality(t.ids), i.quantity - i.refunded_quantity)
        else i.quantity - i.refunded_quantity - i.forgone_quantity end,
      t.ids[:i.quantity - i.refunded_quantity],
      null
    )::sales.refund_wish
    from sales.order_items as i
    cross join lateral (
      select case i.kind when 'ticket' then sales.refundable_tickets(i.org_id, i.id) end as ids
    ) as t
    where i.org_id = p_order.org_id
      and i.order_id = p_order.id
      and i.refunded_quantity + i.forgone_quantity < i.quantity
      and (i.kind <> 'ticket' or cardinality(t.ids) > 0)
    order by i.line
  );
end
$$;
revoke all on function sales.wish_of_everything(sales.orders) from public;
