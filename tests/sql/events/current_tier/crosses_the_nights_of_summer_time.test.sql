-- A tier that is given in local time opens and closes at that instant, also in the night that skips
-- an hour and in the one that has an hour twice. Europe/Amsterdam: 28 March and 31 October 2027.
begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale();
select test_support.add_row('seller', 'price_tiers', jsonb_build_object(
  'org_id', org_id, 'ticket_type_id', ticket_type_id, 'name', name, 'price', 1000,
  'starts_at', opens, 'ends_at', closes))
from sale, (values
  ('spring', '2027-03-28T01:30+01', '2027-03-28T03:30+02'),
  ('skipped', '2027-03-28T02:30 Europe/Amsterdam', '2027-03-28T05:00+02'),
  ('autumn', '2027-10-31T02:30+02', '2027-10-31T02:30+01')
) as t (name, opens, closes);
select is((events.current_tier(org_id, ticket_type_id, 1, at::timestamptz)).name, wanted, about)
from sale, (values
  ('2027-03-28 00:29:59Z', null, 'spring: before'),
  ('2027-03-28 00:30Z', 'spring', 'spring: opens'),
  ('2027-03-28 01:29:59Z', 'spring', 'spring: 01:30 to 03:30 is one hour, not two'),
  ('2027-03-28 01:30Z', 'skipped', 'spring: 02:30, which the night skips, is 03:30'),
  ('2027-10-31 00:29:59Z', null, 'autumn: before'),
  ('2027-10-31 00:30Z', 'autumn', 'autumn: opens at the first 02:30'),
  ('2027-10-31 01:29:59Z', 'autumn', 'autumn: all through the hour'),
  ('2027-10-31 01:30Z', null, 'autumn: closes at the second 02:30')
) as c (at, wanted, about);

-- The page says the same.
update events.events set starts_at = '2027-12-01Z', ends_at = '2027-12-02Z';
select test_support.set_clock('2027-10-31 02:45+02');
select is(public.get_event(event_id) #>> '{ticket_types,0,price_tier,name}', 'autumn', 'the page')
from sale;

select * from finish();
rollback;
