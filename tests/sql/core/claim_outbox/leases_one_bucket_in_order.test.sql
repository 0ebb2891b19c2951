begin;
select plan(9);

select core.emit(null, 'order:a', 'email.first', '{"n": 1}');
select core.emit(null, 'order:a', 'email.second', '{"n": 2}');
select core.emit(null, 'order:a', 'email.third', '{"n": 3}');
select core.emit(null, 'order:a', 'mollie.check_payment', '{"n": 4}');

create temporary table got as select * from core.claim_outbox('email', 'worker 1', 2, 30);
select results_eq(
  'select topic, payload, attempts from got order by event_id',
  $$ values ('email.first', '{"n": 1}'::jsonb, 0), ('email.second', '{"n": 2}', 0) $$,
  'the oldest of the channel, as many as asked');
select is(count(distinct fence), 1::bigint, 'under one fence') from got;
select is_empty($$ select * from core.claim_outbox('email', 'worker 2', 10, 30) $$,
  'nobody else gets the bucket while it is leased');
select results_eq(
  $$ select topic from core.claim_outbox('mollie', 'worker 2', 10, 30) $$,
  array['mollie.check_payment'], 'channels do not wait for each other');
select results_eq(
  $$ select leased_by, leased_until from core.outbox_buckets
  where leased_by is not null and channel = 'email' $$,
  $$ values ('worker 1', core.clock() + interval '30 seconds') $$,
  'the lease says whose and until when');

-- The lease runs out; another worker takes over under a higher fence.
select test_support.set_clock(now() + interval '29 seconds');
select is_empty($$ select *
  from core.claim_outbox('email', 'worker 2', 10, 30) $$, 'not a second before');
select test_support.set_clock(now() + interval '30 seconds');
create temporary table taken as select * from core.claim_outbox('email', 'worker 2', 10, 30);
select is(count(*), 3::bigint, 'then all of it') from taken;
select ok((select max(fence) from taken) > (select max(fence) from got), 'the fence rises');
select is_empty($$ select *
  from core.claim_outbox('pigeon', 'w', 10, 30) $$, 'an unknown channel has nothing');

select * from finish();
rollback;
