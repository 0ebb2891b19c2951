-- Credits of the platform's fee are in proportion to what went back, and add up to the fee.
begin;
select plan(6);

select is(payments.fee_credit(100, 5000, 0, 2500), 50, 'half of it back, half of the fee');
select is(payments.fee_credit(100, 5000, 0, 5000), 100, 'all of it');
select is(payments.fee_credit(100, 5000, 4000, 2000), 20, 'never more than the fee');
select is(payments.fee_credit(0, 5000, 0, 5000), 0, 'no fee, no credit');
select is(payments.fee_credit(100, 0, 0, 5000), 0, 'nothing came in');
select is((
    select sum(payments.fee_credit(f, 997, n, 1))
    from generate_series(0, 996) as n, generate_series(1, 100, 33) as f),
  (1 + 34 + 67 + 100)::bigint, 'cent by cent it adds up');

select * from finish();
rollback;
