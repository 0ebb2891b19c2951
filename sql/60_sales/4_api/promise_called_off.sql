-- Once the refund of an event is completed, nobody can be admitted with an order of it, except
-- where its refund was refused.
create or replace view sales.promise_called_off as
select o.org_id, o.id as order_id, 'an order of a refunded event admits somebody' as problem
from sales.event_refund_runs as r
join sales.orders as o on o.org_id = r.org_id and o.event_id = r.event_id
where r.status = 'completed'
  and o.status in ('paid', 'partially_refunded')
  and exists (
    select from sales.ticket_instances as t
    where t.org_id = o.org_id and t.order_id = o.id and t.status = 'valid'
  )
  and not exists (
    select from sales.event_refund_orders as d
    where d.org_id = o.org_id and d.run_id = r.id and d.order_id = o.id
      and d.outcome = 'refused'
  );
revoke all on sales.promise_called_off from anon, authenticated, service_role;
comment on view sales.promise_called_off is 'Orders that a refund of their event forgot.';

insert into core.promises (promise, view, description)
values ('called_off_is_over', 'sales.promise_called_off',
  'Whom an event was sold to that was refunded has no ticket for it any more.');
