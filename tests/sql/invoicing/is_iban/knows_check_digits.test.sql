begin;
select plan(9);

select ok(invoicing.is_iban(given), given)
from unnest(array['NL91ABNA0417164300', 'BE68539007547034', 'DE89370400440532013000',
  'MT84MALT011000012345MTLCAST001S']) as given;
select is(invoicing.is_iban(given), false, coalesce(given, 'null'))
from unnest(array['NL92ABNA0417164300', 'NL91 ABNA 0417 1643 00', 'nl91abna0417164300', '', null])
  as given;

select * from finish();
rollback;
