-- What follows a message that waits for its next try waits too; other aggregates go on.
begin;
select plan(5);

-- Two aggregates that share a bucket.
create temporary table twin as
select 'order:' || n as aggregate from generate_series(1, 1000) as n
where (hashtextextended('order:' || n, 0) & 63) = (hashtextextended('order:0', 0) & 63) limit 1;
select core.emit(null, 'order:0', 'email.first', '{}');
select core.emit(null, 'order:0', 'email.second', '{}');
select core.emit(null, aggregate, 'email.other', '{}') from twin;

create temporary table lease as select * from core.claim_outbox('email', 'w', 10, 30);
select is(
  (select core.fail_outbox('email', bucket, fence, event_id, 'mail server is away')
    from lease where topic = 'email.first'), 'retry', 'the first fails');
select core.release_outbox('email', bucket, fence) from lease limit 1;
select results_eq(
  $$ select topic from core.claim_outbox('email', 'w', 10, 30) $$, array['email.other'],
  'its younger sibling is held back, another aggregate is not');
select is_empty(
  $$ select 1 from core.due_messages('email', (select bucket::smallint from lease limit 1),
    core.clock(), 10)
     where topic = 'email.second' $$, 'nothing overtakes');

select test_support.set_clock(now() + interval '1 minute');
select results_eq(
  $$ select topic, attempts from core.claim_outbox('email', 'w', 10, 30) order by event_id $$,
  $$ values ('email.first', 1), ('email.second', 0), ('email.other', 0) $$,
  'when its time comes, all come in the order in which they were written');
select is((select last_error from core.outbox_events where topic = 'email.first'),
  'mail server is away',
  'why it failed is kept');

select * from finish();
rollback;
