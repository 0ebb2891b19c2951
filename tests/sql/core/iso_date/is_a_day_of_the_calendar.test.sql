begin;
select plan(14);

select is(core.iso_date(given)::text, day, coalesce(given, 'null'))
from (values
  ('2027-02-28', '2027-02-28'),
  ('2028-02-29', '2028-02-29'),
  ('0001-01-01', '0001-01-01'),
  ('9999-12-31', '9999-12-31'),
  ('2027-02-29', null),
  ('2027-13-01', null),
  ('2027-00-10', null),
  ('0000-01-01', null),
  ('2027-2-8', null),
  ('28-02-2027', null),
  ('2027-02-28T00:00:00Z', null),
  ('today', null),
  ('', null),
  (null, null)
) as c (given, day);

select * from finish();
rollback;
