-- What was refunded of an order adds up: of each line as many as its refunds say, never more than
-- the amount of a refund for what it is for; and what was refunded admits nobody.
create or replace view sales.promise_refunds as
select i.org_id, i.id as subject, 'a line counts other refunds than it has' as problem
from sales.order_items as i
left join lateral (
  select coalesce(sum(n.quantity), 0) as quantity, coalesce(sum(n.value_amount), 0) as amount,
    coalesce(sum(n.value_fee_amount), 0) as fee_amount
  from sales.refund_items as n
  join payments.refunds as r
    on r.org_id = n.org_id and r.id = n.refund_id and r.status not in ('failed', 'canceled')
  where n.org_id = i.org_id and n.order_item_id = i.id
) as s on true
where (i.refunded_quantity, i.refunded_amount, i.refunded_fee_amount)
  is distinct from (s.quantity, s.amount, s.fee_amount)
  and (
    i.refunded_quantity < s.quantity
    or i.refunded_fee_amount <> s.fee_amount
    -- What a ticket became that was swapped or deferred is with another order now.
    or not exists (
      select from sales.orders as c
      where c.org_id = i.org_id and c.credit_order_id = i.order_id and c.paid_at is not null
    )
  )
union all
select r.org_id, r.id, 'a refund is for more than its amount'
from payments.refunds as r
join sales.refund_items as n on n.org_id = r.org_id and n.refund_id = r.id
group by r.org_id, r.id, r.amount
having sum(n.amount + n.fee_amount) > r.amount
union all
select n.org_id, n.ticket_instance_id, 'a ticket was refunded and admits somebody'
from sales.refund_items as n
join payments.refunds as r
  on r.org_id = n.org_id and r.id = n.refund_id and r.status not in ('failed', 'canceled')
join sales.ticket_instances as t on t.org_id = n.org_id and t.id = n.ticket_instance_id
where t.status in ('valid', 'used');
revoke all on sales.promise_refunds from anon, authenticated, service_role;
comment on view sales.promise_refunds is 'Lines and tickets whose refunds do not add up.';

insert into core.promises (promise, view, description)
values ('refunds_add_up', 'sales.promise_refunds',
  'What is refunded of an order adds up to the cent, and admits nobody any more.');
