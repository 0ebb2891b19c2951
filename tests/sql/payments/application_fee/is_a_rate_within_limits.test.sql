-- What the platform takes of a payment, within the provider's limits.
begin;
select plan(13);

create function test_support.fee(
  p_amount integer, p_paid integer, p_currency text default 'EUR', p_basis_points integer default 200)
returns integer language sql as $$
  select payments.application_fee(p_amount, p_basis_points, p_paid, p_currency)
$$;

select is(test_support.fee(2500, 2500), 50, 'two per cent');
select is(test_support.fee(2500, 2650), 50, 'of what the fee is reckoned on, not of all');
select is(test_support.fee(2524, 2524), 50, '50.48 cents are 50');
select is(test_support.fee(2525, 2525), 51, 'half a cent is one');
select is(test_support.fee(24, 2500), 0, 'less than half a cent is nothing');
select is(test_support.fee(0, 100), 0, 'of nothing comes nothing');
select is(test_support.fee(2500, 2500, 'USD'), 0, 'other currencies have none');
select is(test_support.fee(2500, 2500, 'EUR', 400), 100, 'four per cent');

select is(test_support.fee(1000, 1000, 'EUR', 10000), 905, 'the provider''s own example: 9.05 of 10.00');
select is(test_support.fee(100, 100, 'EUR', 10000), 59, '0.59 of 1.00');
select is(test_support.fee(38, 38, 'EUR', 10000), 0, 'of 0.38 nothing is left');
select is(test_support.fee(39, 39, 'EUR', 10000), 1, 'of 0.39 one cent');
select is(test_support.fee(1, 1, 'EUR', 10000), 0, 'and never less than nothing');

select * from finish();
rollback;
