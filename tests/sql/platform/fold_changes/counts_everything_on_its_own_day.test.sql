begin;
select plan(11);

-- A test is one transaction, so its entries are folded by hand instead of by the sweep.
create temporary table mark as select coalesce(max(audit_id), 0) as id from core.audit_log;
create function pg_temp.fold() returns void language sql as $$
  select platform.fold_changes(m.id, n.id)
  from mark as m cross join (select max(audit_id) as id from core.audit_log) as n;
  update mark set id = (select max(audit_id) from core.audit_log);
$$;
create function pg_temp.days(p_column text) returns text language plpgsql as $$
declare v text;
begin
  execute format(
    'select string_agg(to_char(f.starts_on, ''DD'') || '':'' || f.%I, '' '' order by f.starts_on)
     from platform.figures as f where f.grain = ''day'' and f.%I <> 0', p_column, p_column) into v;
  return v;
end
$$;

select test_support.set_clock('2026-05-01 12:00Z');
create temporary table sale as select * from test_support.make_sale('{"price": 1000}');
create temporary table bought as
  select test_support.buy(event_id, test_support.cart(ticket_type_id, 3)) as answer from sale;
select test_support.set_clock('2026-05-02 22:30Z');
create temporary table late as
  select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as answer from sale;
select pg_temp.fold();
select is(pg_temp.days('gmv_amount'), '01:3000 03:1000', 'days are those of Amsterdam');
select is(pg_temp.days('tickets_sold'), '01:3 03:1');

-- Money of the first day goes back long after.
select test_support.set_clock('2026-06-20 12:00Z');
select test_support.refund_now(answer, 1000) from bought;
select pg_temp.fold();
select is(pg_temp.days('refunded_amount'), '20:1000', 'a refund counts on the day that it was done');
select is(pg_temp.days('gmv_amount'), '01:3000 03:1000', 'and leaves what was sold');
select results_eq(
  $$ select starts_on::text, gmv_amount, refunded_amount, orders_paid from platform.figures
     where grain <> 'day' order by starts_on $$,
  $$ values ('-infinity', 4000::bigint, 1000::bigint, 2::bigint), ('2026-05-01', 4000, 0, 2),
     ('2026-06-01', 0, 1000, 0) $$,
  'months and all time go along');

-- A bank takes money back, and returns it.
insert into payments.chargebacks (
  org_id, payable_id, payment_id, mollie_chargeback_id, amount, currency, received_at)
select p.org_id, p.payable_id, p.id, 'chb_1', 1000, 'EUR', '2026-06-18 12:00Z'
from payments.payments as p join late on p.payable_id = (answer ->> 'order_id')::uuid;
select pg_temp.fold();
select is(pg_temp.days('charged_back_amount'), '18:1000', 'a chargeback, on the bank''s own day');
update payments.chargebacks set reversed_at = '2026-06-19 12:00Z';
select pg_temp.fold();
select is(pg_temp.days('charged_back_amount'), '18:1000 19:-1000', 'and its return');
select is(pg_temp.days('chargebacks'), '18:1', 'which is no chargeback');

-- A moment that is corrected moves what it counts.
update payments.chargebacks set reversed_at = '2026-06-21 12:00Z';
select pg_temp.fold();
select is(pg_temp.days('charged_back_amount'), '18:1000 21:-1000', 'what moves is counted once');

-- What costs nothing is settled with its first entry.
select test_support.set_clock('2026-05-25 12:00Z');
update events.ticket_types set price = 0;
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) from sale;
select pg_temp.fold();
select is(pg_temp.days('tickets_sold'), '01:3 03:1 25:2', 'free tickets are sold, too');

-- Piece by piece comes to the same as at once.
create temporary table told as select * from platform.figures;
delete from platform.figures;
do $$
declare v_id bigint;
begin
  for v_id in select audit_id from core.audit_log order by audit_id loop
    perform platform.fold_changes(v_id - 1, v_id);
  end loop;
end
$$;
select set_eq('select * from platform.figures', 'select * from told', 'entry by entry');

select * from finish();
rollback;
