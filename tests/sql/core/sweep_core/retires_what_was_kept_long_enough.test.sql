begin;
select plan(8);

create temporary table start as select core.clock() as at;
select core.finish_idempotent('org', 'f', 'old', '{}', '{}');
select core.hit_rate_limit('webhook', 'address');
select core.emit(null, 'order:a', 'email.first', '{}');
select core.complete_outbox('email', bucket, fence, array[event_id])
from core.claim_outbox('email', 'w', 1, 30);

select test_support.set_clock(at + interval '23 hours') from start;
select is(core.sweep_core(100), 0, 'nothing is old yet');
select test_support.set_clock(at + interval '26 hours') from start;
select is(core.sweep_core(100), 1, 'counters go after a day');
select test_support.set_clock(at + interval '48 hours') from start;
select is(core.sweep_core(100), 0, 'an answer stays 48 hours');
select test_support.set_clock(at + interval '48 hours 1 second') from start;
select is(core.sweep_core(100), 1, 'and goes then');
select is(core.begin_idempotent('org', 'f', 'old', '{"other": true}'), null,
  'its key is free again');
select test_support.set_clock(at + interval '90 days 1 second') from start;
select is(core.sweep_core(100), 1, 'the record of a delivery goes after 90 days');

select core.finish_idempotent('org', 'f', 'k' || n, '{}', '{}') from generate_series(1, 5) as n;
select test_support.set_clock(at + interval '100 days') from start;
select is(core.sweep_core(3), 3, 'at most as much as asked');
select is(core.sweep_core(3), 2, 'the rest next time');

select * from finish();
rollback;
