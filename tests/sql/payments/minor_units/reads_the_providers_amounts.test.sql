begin;
select plan(18);

select is(payments.minor_units(value, currency), wanted, concat_ws(' ', value, currency))
from (values
  ('12.50', 'EUR', 1250::bigint), ('0.01', 'EUR', 1), ('0.00', 'EUR', 0),
  ('50000.00', 'EUR', 5000000),
  ('999999999999.99', 'EUR', 99999999999999), ('1000', 'JPY', 1000), ('12', 'ISK', 12),
  ('12.5', 'EUR', null), ('12', 'EUR', null), ('12.500', 'EUR', null), ('-12.50', 'EUR', null),
  ('+1.00', 'EUR', null),
  ('1e2', 'EUR', null), ('', 'EUR', null), (null, 'EUR', null), ('12.50', 'JPY', null),
  ('1 000.00', 'EUR', null), ('NaN', 'EUR', null)
) as c (value, currency, wanted);

select * from finish();
rollback;
