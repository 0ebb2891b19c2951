begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
select test_support.set_up_invoices(org_id, 'seller', '{"time_zone": "America/New_York"}')
from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o
from sale, generate_series(1, 2);
create temporary table taken (moment timestamptz, year integer, sequence integer);
select test_support.set_clock('2026-12-31 23:59:59 America/New_York');
insert into taken
select core.clock(), n.year, n.last_sequence
from invoicing.take_number((select e from invoicing.legal_entities as e)) as n;
insert into taken
select core.clock(), n.year, n.last_sequence
from invoicing.take_number((select e from invoicing.legal_entities as e)) as n;
select test_support.set_clock('2027-01-01 00:00:00 America/New_York');
insert into taken
select core.clock(), n.year, n.last_sequence
from invoicing.take_number((select e from invoicing.legal_entities as e)) as n;
select results_eq(
  'select year, sequence from taken order by moment, sequence',
  'values (2026, 1), (2026, 2), (2027, 1)', 'the year is that of the place');
select test_support.set_clock('2027-01-01 04:00:00+00');
select is(
  (invoicing.take_number(e)).year, 2026, 'where it is still the year before')
from invoicing.legal_entities as e;
select is((invoicing.take_number(e)).last_issued_at, timestamptz '2027-01-01 04:59:59+00',
  'no number is older than the one before') from invoicing.legal_entities as e;
select test_support.set_clock('2027-06-01 12:00:00+02');
update invoicing.number_series set last_sequence = 9998 where year = 2027;
select is(test_support.ask_for_invoice(o) ->> 'status', 'issued', 'one more') from bought;
select results_eq(
  'select number from invoicing.invoices order by sequence',
  $$ values ('2027-9999'), ('2027-10000') $$, 'numbers grow past four digits');

select * from finish();
rollback;
