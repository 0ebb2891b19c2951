-- What was paid for what is to be refunded, part by part: a line's price less its discount, cut at
-- the rounded running total of its quantity, and likewise each part's share of the service fee. So
-- whatever goes back one by one adds up to what came in, to the cent.
create or replace function sales.value_refund(
  p_order sales.orders,
  p_wishes sales.refund_wish[],
  p_with_fees boolean
)
  returns sales.refund_part[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    with item as (
      select i.*,
        coalesce(sum(i.total_amount) over (
          order by i.line rows between unbounded preceding and 1 preceding), 0)::bigint as before,
        sum(i.total_amount) over () as whole
      from sales.order_items as i
      where i.org_id = p_order.org_id and i.order_id = p_order.id
    ),
    part as (
      select w.place, i.*, t.id as ticket_id, coalesce(t.n - 1, 0) as from_n,
        coalesce(t.n, w.quantity) as to_n
      from unnest(p_wishes) with ordinality as w (
        order_item_id, quantity, ticket_ids, amount, place)
      join item as i on i.id = w.order_item_id
      left join lateral unnest(w.ticket_ids) with ordinality as t (id, n) on true
    ),
    worth as (
      select p.*, n.number, v.amount as running,
        greatest(
          p.refunded_fee_amount,
          sales.share(p_order.service_fee_amount, p.before + v.amount, p.whole)
          - sales.share(p_order.service_fee_amount, p.before, p.whole)) as running_fee
      from part as p
      cross join lateral (values (p.from_n), (p.to_n)) as n (number)
      cross join lateral (
        -- What refunds that failed leave behind can be a cent more than the running total.
        select case n.number when 0 then p.refunded_amount else greatest(
          p.refunded_amount,
          sales.share(p.total_amount, p.refunded_quantity + n.number, p.quantity)) end as amount
      ) as v
    )
    select row(
      w.id, w.ticket_id, w.to_n - w.from_n, v.amount, case when p_with_fees then v.fee else 0 end,
      v.amount, v.fee)::sales.refund_part
    from (
      select e.place, e.id, e.ticket_id, e.from_n, e.to_n,
        max(e.running) - min(e.running) as amount,
        max(e.running_fee) - min(
          case e.number when 0 then e.refunded_fee_amount else e.running_fee end) as fee
      from worth as e
      group by e.place, e.id, e.ticket_id, e.from_n, e.to_n
    ) as w
    cross join lateral (select w.amount::integer as amount, w.fee::integer as fee) as v
    order by w.place, w.from_n
  );
end
$$;
revoke all on function sales.value_refund(sales.orders, sales.refund_wish[], boolean) from public;
