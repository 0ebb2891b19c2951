-- Parts of a refund for which less goes back than was paid: the amount divided over them in
-- proportion, cut at the rounded running total; of what a part gets, the fee has its proportion.
create or replace function sales.scale_refund(p_parts sales.refund_part[], p_amount integer)
  returns sales.refund_part[]
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return array(
    select row(
      s.order_item_id, s.ticket_instance_id, s.quantity,
      s.scaled - sales.share(s.scaled, s.fee_amount, s.amount + s.fee_amount),
      sales.share(s.scaled, s.fee_amount, s.amount + s.fee_amount),
      s.value_amount, s.value_fee_amount)::sales.refund_part
    from (
      select p.*,
        sales.share(p_amount, sum(p.amount + p.fee_amount) over running, w.whole)
        - sales.share(
          p_amount, sum(p.amount + p.fee_amount) over running - p.amount - p.fee_amount, w.whole)
          as scaled
      from unnest(p_parts) with ordinality as p (
        order_item_id, ticket_instance_id, quantity, amount, fee_amount, value_amount,
        value_fee_amount, place)
      cross join (
        select sum(a.amount + a.fee_amount) as whole from unnest(p_parts) as a
      ) as w
      window running as (order by p.place)
    ) as s
    order by s.place
  );
end
$$;
revoke all on function sales.scale_refund(sales.refund_part[], integer) from public;
