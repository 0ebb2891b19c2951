begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table last as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "Last", "capacity": 1}') as id
from sale;
update events.event_settings
set service_fee_rate = 500, service_fee_minimum = 100, service_fee_maximum = 250, terms_nl = 'Regels';
grant select on sale, last to public;
create temporary table written as
select
  (select count(*) from sales.orders) + (select count(*) from sales.order_items)
  + (select count(*) from payments.payables) + (select count(*) from sales.registrations)
  + (select count(*) from sales.participants) + (select count(*) from core.audit_log)
  + (select coalesce(sum(remaining), 0) from events.capacity_lanes) as total;
create function test_support.rows() returns bigint language sql security definer as $$
  select
    (select count(*) from sales.orders) + (select count(*) from sales.order_items)
    + (select count(*) from payments.payables) + (select count(*) from sales.registrations)
    + (select count(*) from sales.participants) + (select count(*) from core.audit_log)
    + (select coalesce(sum(remaining), 0) from events.capacity_lanes)
$$;
grant select on written to public;

select test_support.as_anon();
select test_support.throws_slug(
  format('select public.create_order(%L, %L, ''a@example.test'')', event_id,
    test_support.cart(ticket_type_id, 1)),
  400, 'terms_not_accepted', 'the terms come first') from sale;
select test_support.throws_slug(
  format('select public.create_order(%L, %L, ''a@example.test'', accept_terms => true)', event_id,
    jsonb_set(test_support.cart(ticket_type_id, 2), '{0,registrations}',
      '[{"first_name": "Anna", "last_name": "Bos"}, {"first_name": "Bert", "last_name": "Bos"}]')
      || test_support.cart(last.id, 2)),
  409, 'sold_out', 'two of one, and two of which one is left')
from sale, last;
select test_support.as_operator();
select is(test_support.rows(), total, 'leaves nothing behind') from written;

select test_support.as_anon();
select is(
  (public.create_order(event_id,
    test_support.cart(ticket_type_id, 2) || test_support.cart(last.id, 1), 'a@example.test',
    accept_terms => true) ->> 'total_amount')::integer, 7750,
  'three tickets and one fee, within its limit') from sale, last;
select test_support.as_operator();
select results_eq(
  'select service_fee_amount, service_fee_vat_amount, terms_version,
      service_fee_rule ->> ''rate'' from sales.orders',
  $$ values (250, 43, 1, '500') $$, 'the fee once per order, with what it was made from');
update events.event_settings set service_fee_rate = 9000, terms_nl = 'Andere regels';
select results_eq(
  'select service_fee_amount, terms_version, service_fee_rule ->> ''rate'' from sales.orders',
  $$ values (250, 1, '500') $$, 'which no change of the settings changes');
select is((select terms_version from events.event_settings), 2, 'the terms count their versions');
select is(
  (select sum(vat_amount) + 43 from sales.order_items), (select vat_amount::bigint from sales.orders),
  'the VAT of the order holds that of the fee');

select * from finish();
rollback;
