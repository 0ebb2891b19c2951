-- Offers that nobody claimed in time end by themselves, and who made them hears of it.
begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.allow_transfers(event_id) from sale;
select test_support.offer(test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)),
  n || '@example.test')
from sale, generate_series(1, 3) as n;

select is(sales.sweep_transfers(10), 0, 'nothing before its time');
select test_support.set_clock(max(expires_at)) from sales.ticket_transfers;
select is(sales.sweep_transfers(2), 2, 'then so many at a time');
select is(sales.sweep_transfers(2), 1, 'until none is left');
select is(array_agg(distinct status::text || (expired_at = core.clock())), '{expiredtrue}', 'all ended')
from sales.ticket_transfers;
select is(count(*), 3::bigint, 'and it is told')
from core.outbox_events
where topic = 'email.transfer_news' and payload ->> 'news' = 'expired'
  and payload ->> 'email' = 'visitor@example.test';
select is(array_agg(distinct status::text), '{valid}', 'the tickets stay') from sales.ticket_instances;

select * from finish();
rollback;
