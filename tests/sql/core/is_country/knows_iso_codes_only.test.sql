begin;
select plan(8);

select is(core.is_country(code), known, coalesce(code, 'null'))
from (values
  ('NL', true), ('BE', true), ('ZW', true), ('AQ', true), ('nl', false), ('EU', false),
  ('NLD', false), (null, false)
) as c (code, known);

select * from finish();
rollback;
