begin;
select plan(10);

select is(core.slugify(given), wanted, given)
from (values
  ('City Run 2027', 'city-run-2027'),
  ('  Één  &  Twee! ', 'een-twee'),
  ('Ångström', 'angstrom'),
  ('Straße', 'strasse'),
  ('Œuvre Łódź', 'oeuvre-lodz'),
  ('ﬁnish', 'finish'),
  ('--a--', 'a'),
  ('日本', ''),
  (repeat('a', 49) || ' bcd', repeat('a', 49)),
  ('İstanbul', 'istanbul')
) as c (given, wanted);

select * from finish();
rollback;
