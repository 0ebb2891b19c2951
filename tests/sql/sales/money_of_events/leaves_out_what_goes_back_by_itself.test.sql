-- Paid is what settled orders cost, refunded what of it went back; surplus and late money are
-- neither.
begin;
select plan(4);

create temporary table sale as select * from test_support.make_sale('{"price": 2500}');
create temporary table placed as
select (test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) ->> 'order_id')::uuid
  as id, event_id, n
from sale, generate_series(1, 3) as n;
create function pg_temp.pay(p_n integer, p_refunded integer) returns void language sql as $$
  insert into payments.payments (
    org_id, payable_id, provider_payment_id, amount, currency, mode)
  select o.org_id, o.id, 'tr_' || core.new_id(), o.total_amount, 'EUR', 'test'
  from sales.orders as o join placed as p on p.id = o.id where p.n = p_n;
  update payments.payments
  set status = 'paid', paid_at = core.clock(), amount_captured = amount,
    amount_refunded = p_refunded
  where status = 'created';
$$;
create function pg_temp.money() returns text language sql as $$
  select concat_ws(' ', m.paid, m.refunded, m.refunding)
  from sales.orders as o, sales.money_of_events(o.org_id, o.event_id) as m limit 1
$$;

select is(pg_temp.money(), '0 0 0', 'what is not paid is no money');
do $$ begin perform pg_temp.pay(n, 0) from generate_series(1, 2) as n; end $$;
update sales.orders set status = 'paid', paid_at = core.clock(), expires_at = null
where id in (select id from placed where n < 3);
select is(pg_temp.money(), '5000 0 0', 'what is paid is');
do $$ begin perform pg_temp.pay(1, 2500); end $$;
select is(pg_temp.money(), '5000 0 0', 'money that came twice and went back is not');
update payments.payments set amount_refunded = 1000
where payable_id = (select id from placed where n = 2);
update sales.orders set status = 'partially_refunded'
where id = (select id from placed where n = 2);
select is(pg_temp.money(), '5000 1000 0', 'part of it went back');

select * from finish();
rollback;
