begin;
select plan(3);

select core.emit(null, 'order:a', 'email.first', '{}');
create temporary table lease as select * from core.claim_outbox('email', 'w', 10, 30);
select core.release_outbox('email', bucket, fence) from lease;
select is(
  (select core.complete_outbox('email', bucket, fence, array[event_id]) from lease), 0,
  'who gave it back no longer acknowledges');
create temporary table next as select * from core.claim_outbox('email', 'v', 10, 30);
select is(count(*), 1::bigint, 'the next worker has it at once') from next;
select ok((select fence from next) > (select fence from lease), 'under a higher fence');

select * from finish();
rollback;
