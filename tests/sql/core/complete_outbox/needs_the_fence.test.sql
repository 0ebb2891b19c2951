-- A worker that slept through its lease can no longer touch what another has taken over.
begin;
select plan(7);

select core.emit(null, 'order:a', 'email.first', '{}');
create temporary table slow as select * from core.claim_outbox('email', 'slow', 10, 30);
select test_support.set_clock(now() + interval '31 seconds');
select is(
  (select core.complete_outbox('email', bucket, fence, '{}') from slow), 0,
  'renewing an overdue lease that nobody took');
select is(
  (select leased_until from core.outbox_buckets where leased_by = 'slow'),
  core.clock() + interval '30 seconds', 'is possible');

select test_support.set_clock(now() + interval '2 minutes');
create temporary table fast as select * from core.claim_outbox('email', 'fast', 10, 30);
select is(
  (select core.complete_outbox('email', bucket, fence, array[event_id]) from slow), 0,
  'once it is taken over, an acknowledgement is void');
select is(
  (select core.fail_outbox('email', bucket, fence, event_id, 'late') from slow), 'lost',
  'and so is a failure');
select results_eq('select attempts from core.outbox_events', array[0], 'the message is as it was');
select core.release_outbox('email', bucket, fence) from slow;
select is_empty($$ select 1 from core.claim_outbox('email', 'third', 10, 30) $$,
  'giving the bucket back is void too');
select is(
  (select core.complete_outbox('email', bucket, fence, array[event_id]) from fast), 1,
  'the new holder goes on');

select * from finish();
rollback;
