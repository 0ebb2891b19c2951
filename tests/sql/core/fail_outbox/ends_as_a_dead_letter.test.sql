begin;
select plan(7);

select core.emit('00000000-0000-7000-8000-000000000001', 'order:a', 'email.first', '{"n": 1}');
select core.emit(null, 'order:a', 'email.second', '{}');
create temporary table lease as select * from core.claim_outbox('email', 'w', 10, 30);
select is(
  (select core.fail_outbox('email', bucket, fence, event_id, repeat('x', 1000), true)
    from lease where topic = 'email.first'), 'dead', 'a permanent failure gives up at once');
select results_eq(
  'select org_id, topic, aggregate, payload, attempts, length(last_error) from core.outbox_dead',
  $$ values ('00000000-0000-7000-8000-000000000001'::uuid, 'email.first', 'order:a',
    '{"n": 1}'::jsonb, 1, 500) $$,
  'everything is kept, and the first 500 characters of the reason');
select is((select count(*) from core.outbox_history), 0::bigint, 'it was not delivered');
select core.release_outbox('email', bucket, fence) from lease limit 1;
select results_eq(
  $$ select topic from core.claim_outbox('email', 'w', 10, 30) $$, array['email.second'],
  'what came after it no longer waits');

update core.settings set value = '1' where key = 'core.outbox_max_attempts';
select is(
  (select core.fail_outbox('email', b.bucket, b.fence, e.event_id, 'no')
    from core.outbox_buckets as b, core.outbox_events as e where b.leased_by = 'w'),
  'dead', 'how often it is tried is a setting');
select is(
  (select core.fail_outbox('email', bucket, fence, 0, 'no') from core.outbox_buckets
    where leased_by = 'w'),
  'lost', 'a message that is not there');
select core.emit(null, 'order:b', 'mollie.check_payment', '{}');
select is(
  (select core.fail_outbox('email', b.bucket, b.fence, e.event_id, 'no')
    from core.outbox_buckets as b, core.outbox_events as e where b.leased_by = 'w'),
  'lost', 'or lies in a bucket that is not leased');

select * from finish();
rollback;
