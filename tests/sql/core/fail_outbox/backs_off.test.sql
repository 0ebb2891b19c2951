-- Delays double from 2 seconds to an hour, each shortened by up to half, so that what failed at
-- once does not come back at once.
begin;
select plan(14);

select core.emit(null, 'order:a', 'email.first', '{}');
create function test_support.fail_again() returns interval language plpgsql as $$
declare
  v_message record;
begin
  perform test_support.set_clock(greatest(core.clock(),
    (select available_at from core.outbox_events)));
  select * into strict v_message from core.claim_outbox('email', 'w', 1, 30);
  perform core.fail_outbox('email', v_message.bucket, v_message.fence, v_message.event_id, 'no');
  perform core.release_outbox('email', v_message.bucket, v_message.fence);
  return (select available_at - core.clock() from core.outbox_events);
end
$$;
select ok(d.delay > least(2 ^ n, 3600) * interval '0.49 second'
    and d.delay <= least(2 ^ n, 3600) * interval '1 second',
  format('after failure %s: %s', n, d.delay))
from generate_series(1, 11) as n
cross join lateral (select test_support.fail_again() as delay where n > 0) as d;
select is((select attempts from core.outbox_events), 11, 'each failure counts');
select is(test_support.fail_again(), null, 'the twelfth is the last');
select is((select attempts from core.outbox_dead), 12, 'it is a dead letter then');

select * from finish();
rollback;
