-- Writes what some refunds of one request are for, and counts it with the lines of the order. Where
-- the money of a part came with two payments, both refunds have a row for it; the first counts it.
create or replace function sales.insert_refund_items(
  p_refunds payments.refunds[],
  p_parts sales.refund_part[]
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  with refund as (
    select r.org_id, r.id, r.ordinality as place,
      sum(r.amount) over (order by r.ordinality) - r.amount as lo,
      sum(r.amount) over (order by r.ordinality) as hi
    from unnest(p_refunds) with ordinality as r
  ),
  part as (
    select p.*, sum(p.amount + p.fee_amount) over (order by p.ordinality) - p.amount - p.fee_amount
      as lo
    from unnest(p_parts) with ordinality as p
  ),
  first as (
    select p.ordinality, least(
      cardinality(p_refunds), 1 + (select count(*) from refund as r where r.hi <= p.lo)) as place
    from part as p
  )
  insert into sales.refund_items (
    org_id, refund_id, order_item_id, ticket_instance_id, quantity, amount, fee_amount,
    value_amount, value_fee_amount
  )
  select
    r.org_id, r.id, p.order_item_id, p.ticket_instance_id,
    case when r.place = f.place then p.quantity else 0 end,
    greatest(0, least(r.hi, p.lo + p.amount) - greatest(r.lo, p.lo)),
    greatest(0, least(r.hi, p.lo + p.amount + p.fee_amount) - greatest(r.lo, p.lo + p.amount)),
    case when r.place = f.place then p.value_amount else 0 end,
    case when r.place = f.place then p.value_fee_amount else 0 end
  from part as p
  join first as f on f.ordinality = p.ordinality
  join refund as r
    on r.place = f.place
    or least(r.hi, p.lo + p.amount + p.fee_amount) > greatest(r.lo, p.lo);
  perform sales.count_refund_items(r.org_id, r.id, 1) from unnest(p_refunds) as r;
end
$$;
revoke all on function sales.insert_refund_items(
  payments.refunds[], sales.refund_part[]
) from public;
