-- An order that changes a ticket carries the change out when it is paid, or sends the money back:
-- pending, late, and when the ticket is no longer what it was.
begin;
select plan(22);

create temporary table made (order_id uuid, is_held boolean);
create function test_support.note_change(p_order sales.orders, p_is_held boolean)
  returns void language plpgsql security definer set search_path = '' as $$
begin
  perform sales.lock_change(p_order);
  execute 'insert into pg_temp.made values ($1, $2)' using p_order.id, p_is_held;
end $$;
insert into sales.order_changes (purpose, function, description)
values ('transfer', 'test_support.note_change', 'Only for this test.')
on conflict (purpose) do update set function = excluded.function;

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;

create function test_support.change(p_bought jsonb) returns jsonb language sql as $$
  select jsonb_build_object('order_id', c.id, 'public_token', core.public_token(c.org_id, c.id))
  from sales.orders as o
  join sales.ticket_instances as t on t.order_id = o.id
  cross join lateral sales.place_change(
    jsonb_populate_record(null::sales.orders, to_jsonb(o) || jsonb_build_object(
      'purpose', 'transfer', 'change_ticket_id', t.id, 'idempotency_key', null)),
    sales.add_fee(null, 'transfer', 'en', 500, 2100), interval '15 minutes') as c
  where o.id = (p_bought ->> 'order_id')::uuid
$$;

-- In time.
create temporary table first as select test_support.change(o) as o from bought;
select is(test_support.order_status(o), 'pending', 'a change with a fee waits for it') from first;
select is((c.total_amount, c.subtotal_amount, c.vat_amount), (500, 500, 87), 'which is all it costs')
from first join sales.orders as c on c.id = (o ->> 'order_id')::uuid;
select results_eq(
  format('select kind::text, name, quantity, total_amount, vat_rate, vat_amount
    from sales.order_items where order_id = %L', o ->> 'order_id'),
  $$ values ('fee', 'Transfer fee', 1, 500, 2100, 87) $$, 'a line of its own') from first;
select is_empty(
  format('select 1 from sales.capacity_claims where order_id = %L', o ->> 'order_id'),
  'it takes no place') from first;
create temporary table paying as select test_support.open_payment(o) as id from first;
select is_empty('select 1 from made', 'nothing is changed before it is paid');
select is(test_support.report(id, 'paid') ->> 'result', 'settled', 'paid') from paying;
select is(test_support.order_status(o), 'paid', 'is paid') from first;
select results_eq('select order_id, is_held from made',
  format('select %L::uuid, true', o ->> 'order_id'), 'and carried out, with what it held')
from first;
select is((select count(*) from sales.ticket_instances), 1::bigint, 'it issues no tickets');
select is(test_support.queued('order:' || (o ->> 'order_id')), '{}', 'nor confirms any')
from first;
select is_empty('select * from core.doctor() where promise not in (
  ''every_message_arrives'')', 'no promise is broken');

-- Late, and the ticket is still there.
create temporary table second as select test_support.change(o) as o from bought;
create temporary table late as select test_support.open_payment(o) as id from second;
select test_support.report(id, 'expired') from late;
select is(test_support.order_status(o), 'expired', 'not paid in time') from second;
select is(test_support.report(id, 'paid') ->> 'result', 'settled', 'late money') from late;
select is((select is_held from made where order_id = (o ->> 'order_id')::uuid), false,
  'is carried out without a hold') from second;

-- The ticket was used meanwhile.
create temporary table third as select test_support.change(o) as o from bought;
create temporary table useless as select test_support.open_payment(o) as id from third;
create temporary table scanned as select code, event_id from sales.ticket_instances;
grant select on scanned to authenticated;
select test_support.as_user('seller');
select public.scan_ticket(code, event_id, core.new_id()) from scanned;
select test_support.as_operator();
select is(test_support.report(id, 'paid') ->> 'result', 'overbooked', 'a ticket that was used')
from useless;
select is(test_support.order_status(o), 'overbooked', 'is not changed') from third;
select is((select count(*) from made), 2::bigint, 'by anything that was tried');
select is((select status::text from sales.ticket_instances), 'used', 'it stays as it was');
select results_eq(
  format('select amount, reason from payments.refunds where payable_id = %L', o ->> 'order_id'),
  $$ values (500, 'overbooked') $$, 'the money goes back') from third;
select is(test_support.queued('order:' || (o ->> 'order_id')), array['email.change_impossible'],
  'with an apology') from third;
select is_empty('select * from core.doctor() where promise not in (
  ''every_message_arrives'')', 'no promise is broken');

-- And cannot be paid again.
select test_support.throws_slug(
  format('select sales.start_payment(%L)', o ->> 'public_token'), 409, 'order_not_payable')
from third;

select * from finish();
rollback;
