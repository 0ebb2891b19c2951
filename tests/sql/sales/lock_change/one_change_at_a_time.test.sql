-- A ticket that is valid is changed by one order at a time.
begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
create function test_support.change() returns sales.orders language sql as $$
  select c
  from sales.orders as o
  join sales.ticket_instances as t on t.order_id = o.id
  cross join lateral sales.place_change(
    jsonb_populate_record(null::sales.orders, to_jsonb(o) || jsonb_build_object(
      'purpose', 'transfer', 'change_ticket_id', t.id, 'idempotency_key', null)),
    sales.add_fee(null, 'transfer', 'nl', 500, 2100), interval '15 minutes') as c
  where o.purpose = 'sale'
$$;
create temporary table first as select c.* from test_support.change() as c;
select is((sales.lock_change(o)).id, t.id, 'the ticket that an order changes')
from sales.orders as o join sales.ticket_instances as t on t.id = o.change_ticket_id;
select throws_ok('select test_support.change()', '23505', null,
  'no second order waits to change it');
update sales.orders set status = 'expired', expired_at = core.clock(), expires_at = null,
  release_at = null where purpose = 'transfer';
create temporary table second as select c.* from test_support.change() as c;
select test_support.throws_slug(
  format('select sales.lock_change(o) from sales.orders as o where o.id = %L', id),
  409, 'ticket_not_changeable', 'the one before is not tried again meanwhile') from first;
select lives_ok(
  format('select sales.lock_change(o) from sales.orders as o where o.id = %L', id),
  'the new one goes on') from second;
select test_support.throws_slug(
  format('select sales.start_payment(core.public_token(%L, %L))', org_id, id),
  409, 'ticket_not_changeable', 'nor can it be paid again') from first;
update sales.ticket_instances set status = 'void', voided_at = core.clock(),
  void_reason = 'cancelled';
select test_support.throws_slug(
  format('select sales.lock_change(o) from sales.orders as o where o.id = %L', id),
  409, 'ticket_not_changeable', 'a ticket that is void is not changed') from second;

select * from finish();
rollback;
