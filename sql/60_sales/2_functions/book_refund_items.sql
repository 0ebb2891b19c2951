-- What a refund takes back by its items, as lines of the books: of each line of the order its
-- price without the VAT in it, and the shares of the service fee. Null when it has no items, or
-- they do not come to its amount.
create or replace function sales.book_refund_items(p_order sales.orders, p_refund_id uuid)
  returns ledger.line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    with item as (
      select n.order_item_id, n.refund_id = p_refund_id as is_now, n.amount, n.fee_amount
      from sales.order_items as i
      join sales.refund_items as n on n.org_id = i.org_id and n.order_item_id = i.id
      join payments.refunds as r on r.org_id = n.org_id and r.id = n.refund_id
      where i.org_id = p_order.org_id and i.order_id = p_order.id and r.status = 'refunded'
    ),
    part as (
      select sales.account_of(i.kind) as account, s.amount,
        sales.share(i.vat_amount, s.before + s.amount, i.total_amount)
          - sales.share(i.vat_amount, s.before, i.total_amount) as vat
      from (
        select t.order_item_id, coalesce(sum(t.amount) filter (where t.is_now), 0) as amount,
          coalesce(sum(t.amount) filter (where not t.is_now), 0) as before
        from item as t
        group by t.order_item_id
      ) as s
      join sales.order_items as i on i.org_id = p_order.org_id and i.id = s.order_item_id
      union all
      select 'service_fees', f.amount,
        sales.share(
          p_order.service_fee_vat_amount, f.before + f.amount, p_order.service_fee_amount)
          - sales.share(p_order.service_fee_vat_amount, f.before, p_order.service_fee_amount)
      from (
        select coalesce(sum(t.fee_amount) filter (where t.is_now), 0) as amount,
          coalesce(sum(t.fee_amount) filter (where not t.is_now), 0) as before
        from item as t
      ) as f
    )
    select array_agg(row(p.account, p.amount - p.vat)::ledger.line)
      || row('vat', sum(p.vat))::ledger.line
    from part as p
    having sum(p.amount) = (
      select r.amount
      from payments.refunds as r
      where r.org_id = p_order.org_id and r.id = p_refund_id
    )
  );
end
$$;
revoke all on function sales.book_refund_items(sales.orders, uuid) from public;
