-- One by one, in any order, with discounts and fees that do not divide, and with refunds that failed
-- in between: all of it adds up to what was paid.
begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale('{"price": 1001}');
update events.event_settings set service_fee_rate = 333, service_fee_minimum = 7;
create temporary table more as
select test_support.make_ticket_type(event_id, 'seller', '{"price": 1999, "name": "5 km"}') as id,
  test_support.add_row('seller', 'promo_codes', jsonb_build_object('org_id', org_id,
    'event_id', event_id, 'code', 'CENTS', 'kind', 'amount', 'value', 1000)) as code
from sale;
create function test_support.bought(out o jsonb) language plpgsql as $$
begin
  perform test_support.as_anon();
  select public.create_order(s.event_id, test_support.cart(s.ticket_type_id, 7)
    || test_support.cart(m.id, 3), 'v@example.test', null, 'nl', promo_code => 'CENTS')
  into o from sale as s, more as m;
  perform test_support.as_operator();
  perform test_support.report(test_support.open_payment(o), 'paid');
end
$$;
grant select on sale, more to public;
create temporary table bought as select n, o.o from generate_series(1, 3) as n,
  lateral (select test_support.bought() as o where n > 0) as o;
create function test_support.one_by_one(p_order jsonb, p_with_fees boolean, p_failing boolean)
  returns integer language plpgsql as $$
declare
  v_line integer;
  v_id uuid;
begin
  for n in 1..10 loop
    select case when count(*) = 2 then 1 + n % 2 else min(i.line) end into v_line
    from sales.order_items as i
    where i.order_id = (p_order ->> 'order_id')::uuid and i.refunded_quantity < i.quantity;
    for tries in 1..case when p_failing then 2 else 1 end loop
      v_id := (test_support.refund(
        p_order, test_support.refund_item(p_order, v_line, '{"quantity": 1}'), null,
        p_with_fees))[1];
      if tries = 1 and p_failing then
        perform payments.fail_refund(v_id, 'no');
      end if;
    end loop;
  end loop;
  return (select sum(r.amount) from payments.refunds as r
    where r.payable_id = (p_order ->> 'order_id')::uuid and r.status = 'pending');
end
$$;
select is(
  test_support.one_by_one(o, true, false), (o ->> 'total_amount')::integer, 'fees and all')
from bought where n = 1;
select is(
  test_support.one_by_one(o, false, false),
  (select (o.subtotal_amount - o.discount_amount) from sales.orders as o
    where o.id = (b.o ->> 'order_id')::uuid), 'without the fee')
from bought as b where n = 2;
select is(test_support.one_by_one(o, true, true), (o ->> 'total_amount')::integer,
  'each after it had failed once')
from bought where n = 3;
select is(refunded_amount, total_amount, 'each line is refunded whole') from sales.order_items
where line = 1;
select is_empty(
  'select order_id from sales.order_items as i join sales.orders as o on o.id = i.order_id
  group by order_id, o.service_fee_amount having sum(refunded_fee_amount) <> o.service_fee_amount',
  'and the fee');
select is_empty(
  $$ select 1 from payments.refunds as r where r.amount <> (
    select sum(i.amount + i.fee_amount) from sales.refund_items as i where i.refund_id = r.id) $$,
  'every refund is what its items say');
select is_empty('select 1 from core.doctor()', 'no promise is broken');

select * from finish();
rollback;
