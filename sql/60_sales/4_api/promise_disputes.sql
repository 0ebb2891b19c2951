-- A ticket is blocked while the money that paid for its order is disputed, and not longer.
create or replace view sales.promise_disputes as
select t.org_id, t.id as ticket_instance_id, 'valid although its money is disputed' as problem
from payments.payments as p
join sales.ticket_instances as t
  on t.org_id = p.org_id and t.order_id = any (sales.orders_paid_by(p.org_id, p.payable_id))
where p.has_settled
  and p.amount_charged_back > 0
  and t.status = 'valid'
  and t.blocked_at is null
union all
select t.org_id, t.id, 'blocked although its money is not disputed'
from sales.ticket_instances as t
where t.blocked_at is not null and not sales.is_disputed(t.org_id, t.order_id);
revoke all on sales.promise_disputes from anon, authenticated, service_role;
comment on view sales.promise_disputes is 'Tickets that are blocked, or not, without reason.';

insert into core.promises (promise, view, description)
values ('disputed_tickets_are_blocked', 'sales.promise_disputes',
  'A ticket admits nobody while a bank holds its money back, and only then.');
