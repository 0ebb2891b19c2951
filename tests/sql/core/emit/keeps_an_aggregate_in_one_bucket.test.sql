begin;
select plan(4);

select core.emit(null, 'order:' || n, 'email.order_confirmation', jsonb_build_object('n', n))
from generate_series(1, 200) as n, generate_series(1, 2);
select is(
  (select count(*) from (
    select aggregate from core.outbox_events
    group by aggregate having count(distinct bucket) > 1) as m),
  0::bigint, 'one aggregate, one bucket');
select ok(
  (select count(distinct bucket) from core.outbox_events) > 48,
  'many aggregates use most of the 64 buckets');
select is(
  (select count(*) from core.outbox_events as e
    where not exists (select 1 from core.outbox_buckets as b
      where b.channel = e.channel and b.bucket = e.bucket)),
  0::bigint, 'every message lies in a bucket that workers lease');
set local role authenticated;
select throws_ok($$ select core.emit(null, 'x', 'email.spam', '{}') $$, '42501', null,
  'clients put nothing into it');

select * from finish();
rollback;
