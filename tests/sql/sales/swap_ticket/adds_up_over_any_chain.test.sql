-- Whatever is swapped, for whatever price, fee and discount, one after the other: the money that is
-- kept is the price of what is held, the fees, and what the event did not give back; to the cent. And
-- all of it can be refunded.
begin;
select plan(5);

select setseed(0.4711);
create temporary table sale as select * from test_support.make_sale('{"price": 3333}');
create temporary table type as
select n, test_support.make_ticket_type(event_id, 'seller', jsonb_build_object(
  'name', 'T' || n, 'price', price, 'capacity', 1000, 'vat_rate', vat)) as id
from sale, (values (1, 0, 900), (2, 1, 2100), (3, 1999, 0), (4, 4545, 900), (5, 10001, 2100))
  as t (n, price, vat);
insert into type select 0, ticket_type_id from sale;
select test_support.add_row('seller', 'promo_codes', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'code', 'THIRD', 'kind', 'amount', 'value', 1000,
  'scope', 'order')) from sale;
create temporary table held (n integer, root uuid, o jsonb);
create function test_support.run(p_seed integer) returns void language plpgsql as $$
declare
  v_sale record; v_first jsonb; v_o jsonb; v_ticket uuid; v_type uuid; v_steps integer;
begin
  select * into v_sale from sale;
  perform test_support.as_anon();
  v_first := public.create_order(v_sale.event_id, test_support.cart(v_sale.ticket_type_id, 3),
    'visitor@example.test', 'Vera', 'nl', null, null, 'THIRD');
  perform test_support.as_operator();
  perform test_support.report(test_support.open_payment(v_first), 'paid');
  for v_index in 1..3 loop
    v_o := v_first;
    v_steps := floor(random() * 5);
    for v_step in 1..v_steps loop
      perform test_support.allow_changes(v_sale.event_id, jsonb_build_object(
        'swap_fee', floor(random() * 3) * 333, 'swap_refunds_difference', random() < 0.5));
      select t.id into v_ticket from sales.ticket_instances as t
      where t.order_id = (v_o ->> 'order_id')::uuid and t.status = 'valid' order by t.id limit 1;
      select y.id into v_type from type as y
      where y.id <> (select ticket_type_id from sales.ticket_instances where id = v_ticket)
      order by random() limit 1;
      v_o := test_support.swap(v_o, v_type, jsonb_build_object('ticket_instance_id', v_ticket));
      if v_o ->> 'status' = 'pending' then
        perform test_support.report(test_support.open_payment(v_o), 'paid');
      end if;
    end loop;
    insert into held values (p_seed, (v_first ->> 'order_id')::uuid, v_o);
  end loop;
end $$;
select test_support.run(n) from generate_series(1, 12) as n;

select cmp_ok((select count(*) from sales.orders where purpose = 'swap'), '>', 40::bigint,
  'many swaps were made');
-- Everything that is still bought, wherever it stands: lines less what was given for another place.
create function test_support.kept() returns bigint language sql as $$
  select sum(p.amount_captured - p.amount_refunding - p.amount_refunded)
  from payments.payments as p
$$;
create function test_support.worth() returns bigint language sql as $$
  select sum(i.total_amount - i.refunded_amount) from sales.order_items as i
  join sales.orders as o on o.id = i.order_id where o.paid_at is not null
$$;
create function test_support.forfeited() returns bigint language sql as $$
  select sum(sales.money_left(o) - (
    select sum(i.total_amount - i.refunded_amount) from sales.order_items as i
    where i.order_id = o.id))
  from sales.orders as o where o.paid_at is not null
$$;
select is(test_support.kept(), test_support.worth() + test_support.forfeited(),
  'what is kept is what is held, fees, and what was not given back');
select is_empty($$
  select o.id, sales.money_left(o), w.worth from sales.orders as o
  cross join lateral (
    select sum(i.total_amount - i.refunded_amount) as worth
    from sales.order_items as i where i.order_id = o.id) as w
  where o.paid_at is not null and sales.money_left(o) < w.worth $$,
  'no order has less money than what it has is worth');
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

-- All of it back: what cannot be paid back of a payment would be refused.
select sales.make_refund(sales.lock_order(o.org_id, o.id), null, null, 'requested', core.new_id(),
  'system', null, true)
from (
  select o.* from sales.orders as o
  where o.paid_at is not null and o.refunded_at is null and sales.money_left(o) > 0
  order by o.id desc
) as o;
select is(test_support.kept(), 0::bigint, 'refunded to the last cent');

select * from finish();
rollback;
