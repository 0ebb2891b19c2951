-- A window given in local time opens and closes at that instant, also in the night that skips an
-- hour and in the one that has an hour twice. Europe/Amsterdam: 28 March and 31 October 2027.
begin;
select plan(14);

create function test_support.state(p_start text, p_end text,
  p_at text) returns text language sql as $$
  select events.sale_state(
    jsonb_populate_record(null::events.events,
      '{"status": "published", "time_zone": "Europe/Amsterdam",
      "starts_at": "2027-12-01T10:00Z", "ends_at": "2027-12-01T16:00Z"}'),
    jsonb_populate_record(null::events.ticket_types,
      jsonb_build_object('sales_start', p_start, 'sales_end', p_end)), p_at::timestamptz)
$$;
select is(test_support.state(opens, closes, at), wanted, about)
from (values
  -- Spring: 02:00 +01 is 03:00 +02.
  ('2027-03-28T01:30+01', '2027-03-28T03:30+02', '2027-03-28 00:29:59Z', 'not_started',
    'spring: before'),
  ('2027-03-28T01:30+01', '2027-03-28T03:30+02', '2027-03-28 00:30Z', 'on_sale', 'spring: opens'),
  ('2027-03-28T01:30+01', '2027-03-28T03:30+02', '2027-03-28 01:29:59Z', 'on_sale',
    'spring: 01:30 to 03:30 is one hour, not two'),
  ('2027-03-28T01:30+01', '2027-03-28T03:30+02', '2027-03-28 01:30Z', 'ended', 'spring: closes'),
  ('2027-03-28T02:30 Europe/Amsterdam', '2027-03-29T00:00+02', '2027-03-28 01:29:59Z',
    'not_started',
    'spring: 02:30, which the night skips, is'),
  ('2027-03-28T02:30 Europe/Amsterdam', '2027-03-29T00:00+02', '2027-03-28 01:30Z', 'on_sale',
    'spring: half an hour after the change'),
  -- Autumn: 03:00 +02 is 02:00 +01.
  ('2027-10-31T02:30+02', '2027-10-31T02:30+01', '2027-10-31 00:29:59Z', 'not_started',
    'autumn: before'),
  ('2027-10-31T02:30+02', '2027-10-31T02:30+01', '2027-10-31 00:30Z', 'on_sale',
    'autumn: opens at the first 02:30'),
  ('2027-10-31T02:30+02', '2027-10-31T02:30+01', '2027-10-31 01:29:59Z', 'on_sale',
    'autumn: all through the hour'),
  ('2027-10-31T02:30+02', '2027-10-31T02:30+01', '2027-10-31 01:30Z', 'ended',
    'autumn: closes at the second 02:30')
) as c (opens, closes, at, wanted, about);

-- The same through the API and a sale: what is stored is the instant, the clock decides.
create temporary table sale as select * from test_support.make_sale();
update events.events set starts_at = '2027-12-01Z', ends_at = '2027-12-02Z',
  time_zone = 'Europe/Amsterdam';
update events.ticket_types set sales_start = '2027-10-31 02:30+02',
  sales_end = '2027-10-31 02:30+01';
create function test_support.try_to_buy() returns jsonb language sql as $$
  select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) from sale
$$;
select test_support.set_clock('2027-10-31 02:29:59+02');
select test_support.throws_slug('select test_support.try_to_buy()', 409, 'sales_not_started');
select test_support.as_operator();
select test_support.set_clock('2027-10-31 02:45+02');
select lives_ok('select test_support.try_to_buy()', 'bought at the first 02:45');
select test_support.set_clock('2027-10-31 02:15+01');
select lives_ok('select test_support.try_to_buy()', 'bought at the second 02:15');
select test_support.set_clock('2027-10-31 02:45+01');
select test_support.throws_slug('select test_support.try_to_buy()', 409, 'sales_ended',
  'not at the second 02:45');

select * from finish();
rollback;
