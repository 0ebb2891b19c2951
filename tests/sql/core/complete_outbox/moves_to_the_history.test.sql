begin;
select plan(9);

select core.emit('00000000-0000-7000-8000-000000000001', 'order:a', 'email.first',
  '{"secret": "x"}');
select core.emit(null, 'order:a', 'email.second', '{}');
create temporary table lease as select * from core.claim_outbox('email', 'w', 10, 30);
select test_support.set_clock(now() + interval '20 seconds');

select is(
  (select core.complete_outbox('email', bucket, fence, array[event_id], '{"message_id": "m1"}')
    from lease where topic = 'email.first'), 1, 'one is acknowledged');
select results_eq(
  'select topic from core.outbox_events', array['email.second'],
  'it no longer waits, the other does');
select results_eq(
  'select org_id, topic, aggregate, attempts, result, delivered_at from core.outbox_history',
  $$ values ('00000000-0000-7000-8000-000000000001'::uuid, 'email.first', 'order:a', 1,
    '{"message_id": "m1"}'::jsonb, core.clock()) $$, 'the history tells what became of it');
select hasnt_column('core', 'outbox_history', 'payload', 'and keeps no contents');
select is(
  (select leased_until from core.outbox_buckets where leased_by = 'w'),
  core.clock() + interval '30 seconds', 'acknowledging renews the lease');
select is(
  (select core.complete_outbox('email', bucket, fence, array[event_id]) from lease
    where topic = 'email.first'),
  0, 'a repeat acknowledges nothing');
select is(
  (select core.complete_outbox('mollie', bucket, fence, array[event_id]) from lease
    where topic = 'email.second'),
  0, 'nor does a lease of another channel');

select core.emit(null, 'order:b', 'mollie.third', '{}');
select core.emit(null, 'order:b', 'mollie.fourth', '{}');
select core.emit(null, 'order:b', 'mollie.fifth', '{}');
create temporary table other as select * from core.claim_outbox('mollie', 'w', 10, 30);
select is(
  (select core.complete_outbox('mollie', min(bucket), min(fence),
    array_agg(event_id order by event_id desc), '[{"n": 5}, null, {"n": 3}]') from other),
  3, 'several are acknowledged at once');
select results_eq(
  $$ select topic, result from core.outbox_history where channel = 'mollie' order by event_id $$,
  $$ values ('mollie.third', '{"n": 3}'::jsonb), ('mollie.fourth', null),
    ('mollie.fifth', '{"n": 5}') $$, 'each with its own result');

select * from finish();
rollback;
