begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale('{"capacity": 0}');
select test_support.open_waitlist(event_id, '{"offer_minutes": 30}') from sale;
select test_support.wait_for(event_id, ticket_type_id, n)
from sale, (values ('anna'), ('bob')) as w (n);
select test_support.as_user('seller');
update public.ticket_types set capacity = 1;
select test_support.as_operator();
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna offered, bob waiting', 'one place');
select test_support.set_clock(now() + interval '29 minutes');
select is(sales.sweep_waitlist_offers(10), 0, 'not before its time');
select test_support.set_clock(now() + interval '30 minutes');
select is(sales.sweep_waitlist_offers(10), 1, 'but then');
select is(quantity, 1, 'the place is kept for the next') from sales.waitlist_reserves;
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna expired, bob offered', 'who gets it');
select is((select count(*) from core.outbox_events where topic = 'email.waitlist_expired'), 1::bigint,
  'anna is told');
select is(count(*), 2::bigint, 'both moves are in the audit log') from core.audit_log
where action in ('waitlist_entry.expired', 'waitlist_offer.expired');
select public.decline_offer(test_support.waitlist_token('bob'));
select test_support.as_operator();
select is(test_support.places_left(ticket_type_id), 1::bigint, 'with nobody left it is on sale')
from sale;
select is(every, interval '5 seconds', 'the sweep is registered') from core.sweeps
where name = 'sales.expire_waitlist_offers';
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
