begin;
select plan(1);

select results_eq(
  $$
    select m.at, billing.first_period_end(m.at::timestamptz)::timestamptz at time zone 'UTC'
    from (values
      (1, '2026-11-21 14:00Z'), (2, '2026-11-21 00:00Z'), (3, '2026-12-31 10:00Z'),
      (4, '2026-01-28 10:00Z'), (5, '2026-01-31 23:59Z'), (6, '2028-02-28 12:00Z')
    ) as m (number, at)
    order by m.number
  $$,
  $$
    values
    ('2026-11-21 14:00Z', '2026-12-22 00:00'::timestamp),
    ('2026-11-21 00:00Z', '2026-12-21 00:00'),
    ('2026-12-31 10:00Z', '2027-02-01 00:00'),
    ('2026-01-28 10:00Z', '2026-03-01 00:00'),
    ('2026-01-31 23:59Z', '2026-03-01 00:00'),
    ('2028-02-28 12:00Z', '2028-04-01 00:00')
  $$,
  'a first month is a month at least, and ends at midnight on a day that every month has');

select * from finish();
rollback;
