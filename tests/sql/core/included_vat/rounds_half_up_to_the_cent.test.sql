begin;
select plan(14);

select is(core.included_vat(amount, rate), wanted, format('%s cents at %s', amount, rate))
from (values
  (1090, 900, 90), (1210, 2100, 210), (0, 2100, 0), (1, 2100, 0), (3, 2100, 1), (100, 0, 0),
  (2500, 900, 206), (999, 900, 82), (5000000, 2100, 867769), (100, 10000, 50),
  -- Exactly half a cent: 5 cents at 11.11...% cannot be said in basis points; 101 at 100 % can.
  (101, 10000, 51), (1, 10000, 1)
) as c (amount, rate, wanted);
select is(
  (select count(*) from generate_series(1, 3000) as amount,
    unnest(array[0, 600, 900, 2100, 10000]) as rate
    where core.included_vat(amount, rate) <> floor(amount * rate / (10000.0 + rate) + 0.5)),
  0::bigint, 'always what the sum says');
select is(
  (select count(*) from generate_series(1, 3000) as amount
    where core.included_vat(amount, 2100) not between 0 and amount),
  0::bigint, 'always part of the amount');

select * from finish();
rollback;
