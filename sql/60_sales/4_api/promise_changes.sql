-- A change that was paid for was made: the ticket that it replaced admits nobody, and no order gave
-- more of its money for other places than it had; unless somebody sent that back at the provider,
-- past us.
create or replace view sales.promise_changes as
select c.org_id, c.id as order_id, 'a ticket was replaced and admits somebody' as problem
from sales.orders as c
join sales.ticket_instances as t on t.org_id = c.org_id and t.id = c.change_ticket_id
where c.purpose in ('swap', 'deferral') and c.paid_at is not null
  and t.void_reason is distinct from 'replaced'
union all
select t.org_id, t.order_id, 'a ticket was replaced by nothing'
from sales.ticket_instances as t
where t.void_reason = 'replaced'
  and not exists (
    select
    from sales.orders as c
    where c.org_id = t.org_id and c.change_ticket_id = t.id
      and c.purpose in ('swap', 'deferral') and c.paid_at is not null
  )
union all
select o.org_id, o.id, 'an order gave more than it had'
from sales.orders as o
where sales.money_left(o) < 0
  and exists (
    select
    from sales.orders as c
    where c.org_id = o.org_id and c.credit_order_id = o.id and c.paid_at is not null
  )
  and not exists (
    select
    from payments.refunds as r
    where r.org_id = o.org_id and r.payable_id = o.id and r.is_external
  );
revoke all on sales.promise_changes from anon, authenticated, service_role;
comment on view sales.promise_changes is 'Swaps and deferrals that do not fit what they replaced.';

insert into core.promises (promise, view, description)
values ('a_change_is_made_once', 'sales.promise_changes',
  'What was swapped or deferred is another ticket by now, and was paid for once.');
