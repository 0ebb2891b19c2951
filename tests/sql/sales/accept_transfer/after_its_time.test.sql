-- An offer is over at its deadline, when transfers close before it, when they are no longer allowed,
-- and when the ticket was used.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.allow_transfers(event_id) from sale;
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as answer from sale;
select test_support.offer(answer, 'nina@example.test') from placed;
create function test_support.claiming() returns text language sql as $$
  select format('select public.accept_transfer(%L, %L)',
    test_support.transfer_token('nina@example.test'), '{"first_name": "N", "last_name": "T"}')
$$;

select is(expires_at, core.clock() + interval '14 days', 'there are two weeks')
from sales.ticket_transfers;
savepoint before;
select test_support.set_clock(expires_at) from sales.ticket_transfers;
select test_support.throws_slug(test_support.claiming(), 409, 'transfer_not_open', 'and no more');
select test_support.throws_slug(format('select public.resend_transfer(%L, %L)', id,
  answer ->> 'public_token'), 409, 'transfer_not_open', 'nor is it sent again')
from sales.ticket_transfers, placed;
rollback to before;
savepoint before;
select test_support.allow_transfers(event_id,
  jsonb_build_object('transfers_close_at', core.clock())) from sale;
select test_support.throws_slug(test_support.claiming(), 409, 'transfers_closed', 'closed meanwhile');
rollback to before;
savepoint before;
select test_support.allow_transfers(event_id, '{"transfers_allowed": false}') from sale;
select test_support.throws_slug(test_support.claiming(), 409, 'transfers_not_allowed', 'forbidden');
rollback to before;
update sales.ticket_instances set status = 'used', used_at = core.clock();
select is(status::text, 'withdrawn', 'who is in hands nothing on') from sales.ticket_transfers;
select test_support.throws_slug(test_support.claiming(), 409, 'transfer_not_open', 'after check-in');
select is(payload ->> 'email', 'nina@example.test', 'and it is told')
from core.outbox_events
where topic = 'email.transfer_news' and payload ->> 'news' = 'withdrawn';

select * from finish();
rollback;
