-- A webhook may be lost for ever: the provider is asked, later and later.
begin;
select plan(14);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from placed;
create temporary table start as select core.clock() as at;
create function test_support.sweep_at(p_after interval) returns integer language plpgsql as $$
begin
  perform test_support.set_clock(s.at + p_after) from start as s;
  return payments.sweep_stale_payments(10);
end
$$;
select is(test_support.sweep_at('19 minutes 59 seconds'), 0, 'not at once');
select is(test_support.sweep_at('20 minutes'), 1, 'after twenty minutes of silence');
select is(test_support.queued('payment:' || id), array['mollie.check_payment'],
  'the provider is asked') from paying;
select is(test_support.sweep_at('29 minutes 59 seconds'), 0, 'then left alone for ten minutes');
select is(test_support.sweep_at('30 minutes'), 1, 'and asked again');
select is(test_support.sweep_at('10 hours'), 1, 'later');
select is(test_support.sweep_at('14 hours 59 minutes'), 0, 'for half of its age');
select is(test_support.sweep_at('15 hours'), 1, 'and later');
select is(test_support.sweep_at('10 days'), 1, 'days on');
select is(test_support.sweep_at('10 days 11 hours 59 minutes'), 0, 'every twelve hours');
select is(test_support.sweep_at('10 days 12 hours'), 1, 'at most');

select is(test_support.report(id, 'paid') ->> 'result', 'settled', 'the answer settles the order')
from paying;
select is(test_support.sweep_at('20 days'), 0, 'then there is nothing to ask');
select is((select every from core.sweeps where name = 'payments.check'), interval '30 seconds',
  'it is registered with the clock');

select * from finish();
rollback;
