-- What was paid was issued, once, and nothing else was: a paid order has exactly its tickets and
-- its money; an order that is not paid has neither valid tickets nor money that stays.
create or replace view sales.promise_orders as
select o.org_id, o.id as order_id, 'a paid order has not exactly its tickets' as problem
from sales.orders as o
where o.status in ('paid', 'partially_refunded')
  and (
    select coalesce(sum(i.quantity), 0)
    from sales.order_items as i
    where i.org_id = o.org_id and i.order_id = o.id and i.kind = 'ticket'
  ) <> (
    select count(*)
    from sales.ticket_instances as t
    where t.org_id = o.org_id
      and t.order_id = o.id
      and (
        t.void_reason is null
        or t.void_reason = 'cancelled'
        -- What another order replaced is with that one now.
        or exists (
          select from sales.orders as c
          where c.org_id = t.org_id and c.change_ticket_id = t.id
            and c.purpose in ('swap', 'deferral') and c.paid_at is not null
        )
      )
  )
union all
select o.org_id, o.id, 'an order without payment has valid tickets'
from sales.orders as o
where o.status not in ('paid', 'partially_refunded')
  and exists (
    select 1
    from sales.ticket_instances as t
    where t.org_id = o.org_id and t.order_id = o.id and t.status in ('valid', 'used')
  )
union all
select o.org_id, o.id, 'a paid order has less money than it cost'
from sales.orders as o
where o.status = 'paid' and payments.amount_kept(o.org_id, o.id)
  < o.total_amount - payments.amount_waived(o.org_id, o.id)
union all
select o.org_id, o.id, 'money of an order that is not paid stays with us'
from sales.orders as o
join payments.payments as p on p.org_id = o.org_id and p.payable_id = o.id
where o.status in ('pending', 'failed', 'cancelled', 'expired', 'overbooked')
  and p.amount_captured > p.amount_refunded + p.amount_refunding
  and not exists (
    -- A refund that failed waits for a person, who may leave it at that.
    select 1
    from payments.payment_reviews as v
    where v.org_id = p.org_id and v.payment_id = p.id
      and (v.resolved_at is null or v.resolution = 'accepted')
  );
revoke all on sales.promise_orders from anon, authenticated, service_role;
comment on view sales.promise_orders is 'Orders whose tickets and money do not fit their status.';

insert into core.promises (promise, view, description)
values ('paid_is_issued_once', 'sales.promise_orders',
  'A paid order has its tickets and its money; another one has neither.');
