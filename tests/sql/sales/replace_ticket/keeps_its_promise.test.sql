-- The doctor finds a swap that left its old ticket alive, a ticket that nothing replaced, and an order
-- that gave more than it had.
begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale();
create temporary table other as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "21 km"}') as id from sale;
select test_support.allow_changes(event_id) from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
create temporary table swap as select test_support.swap(o, other.id) as o from bought, other;
create function test_support.broken() returns text language sql as $$
  select string_agg(p.problem, ', ') from sales.promise_changes as p
$$;
select is(test_support.broken(), null, 'all is well');

alter table sales.ticket_instances disable trigger user;
alter table sales.orders disable trigger user;
savepoint well;
update sales.ticket_instances set status = 'valid', void_reason = null, voided_at = null
where status = 'void';
select is(test_support.broken(), 'a ticket was replaced and admits somebody', 'two for one');
rollback to well;
update sales.orders set status = 'pending', paid_at = null, expires_at = core.clock(),
  release_at = core.clock() where purpose = 'swap';
select is(test_support.broken(), 'a ticket was replaced by nothing', 'none for one');
rollback to well;
update sales.orders set subtotal_amount = 2501, credit_amount = 2501 where purpose = 'swap';
select is(test_support.broken(), 'an order gave more than it had', 'money from nowhere');
rollback to well;
select is(test_support.broken(), null, 'all is well again');

select * from finish();
rollback;
