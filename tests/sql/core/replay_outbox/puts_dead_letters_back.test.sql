begin;
select plan(7);

select core.emit(null, 'order:a', 'email.first', '{"n": 1}');
select core.emit(null, 'order:a', 'email.second', '{"n": 2}');
select core.emit(null, 'order:a', 'email.third', '{"n": 3}');
create temporary table lease as select * from core.claim_outbox('email', 'w', 2, 30);
select core.fail_outbox('email', bucket, fence, event_id, 'no', true) from lease;
select core.release_outbox('email', bucket, fence) from lease limit 1;

select is(core.replay_outbox(p_topic => 'email.other'), 0, 'nothing of that topic');
select is(core.replay_outbox(p_event_id => (select max(event_id) from core.outbox_dead)), 1,
  'one by id');
select is(core.replay_outbox(p_topic => 'email.first'), 1, 'all of a topic');
select is((select count(*) from core.outbox_dead), 0::bigint, 'none is left');
select results_eq(
  $$ select topic, payload, attempts from core.claim_outbox('email', 'w', 10, 30) $$,
  $$ values ('email.first', '{"n": 1}'::jsonb, 0), ('email.second', '{"n": 2}', 0),
  ('email.third', '{"n": 3}', 0) $$,
  'they come first again, with all their tries');
select is(core.replay_outbox(), 0, 'a repeat finds nothing');
set local role authenticated;
select throws_ok($$ select core.replay_outbox() $$, '42501', null, 'clients replay nothing');

select * from finish();
rollback;
