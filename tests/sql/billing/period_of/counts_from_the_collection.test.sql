begin;
select plan(1);

select results_eq(
  $$
    select billing.period_of(s, m.at::timestamptz) at time zone 'UTC'
    from (
      select jsonb_populate_record(
        null::billing.subscriptions, '{"collected_from": "2026-12-22T00:00:00Z"}') as s
    ) as of
    cross join (values
      (1, '2026-12-22 00:00Z'), (2, '2026-12-21 23:00Z'), (3, '2027-01-21 22:00Z'),
      (4, '2027-01-20 22:00Z'), (5, '2027-03-02 09:00Z'), (6, '2026-11-23 00:00Z')
    ) as m (number, at)
    order by m.number
  $$,
  $$
    values
    ('2026-12-22 00:00'::timestamp), ('2026-12-22 00:00'), ('2027-01-22 00:00'),
    ('2026-12-22 00:00'), ('2027-02-22 00:00'), ('2026-11-22 00:00')
  $$,
  'what is collected pays the period that began last, with a day for time zones');

select * from finish();
rollback;
