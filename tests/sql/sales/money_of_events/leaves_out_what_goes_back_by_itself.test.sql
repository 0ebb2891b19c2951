-- Paid is what settled orders cost, refunded what of it went back; surplus and late money are
-- neither.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale('{"price": 2500}');
create temporary table placed as
select (test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) ->> 'order_id')::uuid
  as id, event_id, n
from sale, generate_series(1, 3) as n;
create function pg_temp.pay(p_n integer) returns void language sql as $$
  insert into payments.payments (
    org_id, payable_id, provider_payment_id, amount, currency, mode)
  select o.org_id, o.id, 'tr_' || core.new_id(), o.total_amount, 'EUR', 'test'
  from sales.orders as o join placed as p on p.id = o.id where p.n = p_n;
  update payments.payments
  set status = 'paid', paid_at = core.clock(), amount_captured = amount
  where status = 'created';
$$;
create function pg_temp.refund(p_n integer, p_amount integer, p_reason text) returns void
language sql as $$
  insert into payments.refunds (
    org_id, payable_id, payment_id, amount, reason, idempotency_key, actor_type, send_at)
  select p.org_id, p.payable_id, p.id, p_amount, p_reason, core.new_id(), 'system', core.clock()
  from payments.payments as p join placed as o on o.id = p.payable_id
  where o.n = p_n
  order by p.id desc limit 1
$$;
create function pg_temp.money() returns text language sql as $$
  select concat_ws(' ', m.paid, m.refunded, m.refunding, m.charged_back)
  from sales.orders as o, sales.money_of_events(o.org_id, o.event_id) as m limit 1
$$;

select is(pg_temp.money(), '0 0 0 0', 'what is not paid is no money');
do $$ begin perform pg_temp.pay(n) from generate_series(1, 3) as n; end $$;
update sales.orders set status = 'paid', paid_at = core.clock(), expires_at = null
where id in (select id from placed where n < 3);
select is(pg_temp.money(), '5000 0 0 0', 'what is paid is');
do $$ begin
  perform pg_temp.pay(1);
  perform pg_temp.refund(1, 2500, 'surplus');
  update sales.orders set status = 'overbooked', overbooked_at = core.clock(), expires_at = null
  where id = (select id from placed where n = 3);
  perform pg_temp.refund(3, 2500, 'overbooked');
end $$;
select is(pg_temp.money(), '5000 0 0 0', 'money that came twice or too late is not, on its way back');
update payments.refunds set status = 'refunded', refunded_at = core.clock();
update sales.orders set status = 'refunded', refunded_at = core.clock() where status = 'overbooked';
select is(pg_temp.money(), '5000 0 0 0', 'nor when it is back');
do $$ begin perform pg_temp.refund(2, 1000, 'requested'); end $$;
select is(pg_temp.money(), '5000 0 1000 0', 'part of what was paid is on its way back');
update payments.refunds set status = 'refunded', refunded_at = core.clock()
where status = 'pending';
update sales.orders set status = 'partially_refunded' where id = (select id from placed where n = 2);
select is(pg_temp.money(), '5000 1000 0 0', 'and then it is back');
insert into payments.chargebacks (
  org_id, payable_id, payment_id, mollie_chargeback_id, amount, currency, received_at)
select p.org_id, p.payable_id, p.id, 'chb_1', 2500, 'EUR', core.clock()
from payments.payments as p join placed as o on o.id = p.payable_id where o.n = 1 limit 1;
select is(pg_temp.money(), '5000 1000 0 2500', 'a bank took some');
update payments.chargebacks set reversed_at = core.clock();
select is(pg_temp.money(), '5000 1000 0 0', 'and gave it back');

select * from finish();
rollback;
