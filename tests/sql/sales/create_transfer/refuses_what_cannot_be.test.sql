-- Not every ticket can be handed on: the event allows it, until its deadline, so many times; the
-- ticket is good, is not being refunded, and is offered to one at a time.
begin;
select plan(22);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
create temporary table placed as
select test_support.place_order(event_id, test_support.entries(ticket_type_id,
  '[{"first_name": "Olga", "last_name": "Old", "email": "olga@example.test"}]')) as answer
from sale;
create function test_support.told(p_to_email text default 'nina@example.test') returns text
language sql as $$
  select format('select public.create_transfer(%L, %L, null, %L)',
    test_support.good_ticket(answer), p_to_email, answer ->> 'public_token')
  from placed
$$;

select test_support.throws_slug(test_support.told(), 409, 'transfers_not_allowed', 'not by default');
select test_support.allow_transfers(event_id) from sale;
select test_support.throws_slug(test_support.told(null), 400, 'missing_field', 'to nobody');
select test_support.throws_slug(test_support.told('nina'), 400, 'invalid_email', 'to no address');
select test_support.throws_slug(test_support.told('olga@example.test'), 400, 'invalid_field',
  'to oneself');
select test_support.throws_slug(
  format('select public.create_transfer(null, %L)', 'nina@example.test'), 401, 'sign_in_required');
select test_support.throws_slug(
  $$ select public.create_transfer(null, 'nina@example.test', null, 'x') $$, 400, 'missing_field');
select test_support.throws_slug(format('select public.create_transfer(%L, %L, %L, %L)',
  test_support.good_ticket(answer), 'nina@example.test', 'de', answer ->> 'public_token'),
  400, 'invalid_field', 'not in every language') from placed;

-- Time.
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id, jsonb_build_object(
  'transfers_close_at', core.clock())) from sale;
select test_support.throws_slug(test_support.told(), 409, 'transfers_closed', 'at the deadline');
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"transfers_close_at": null}') from sale;
select set_config('app.now', '', true);
select test_support.set_clock(starts_at) from events.events;
select test_support.throws_slug(test_support.told(), 409, 'transfers_closed', 'nor when it starts');
select test_support.set_clock(starts_at - interval '1 second') from events.events;
select lives_ok(test_support.told(), 'but a second before');
select is(expires_at, starts_at, 'for that second')
from sales.ticket_transfers, events.events;
select test_support.throws_slug(test_support.told('neo@example.test'), 409, 'transfer_pending',
  'to one at a time');
select is(public.withdraw_transfer(id, answer ->> 'public_token') ->> 'status', 'withdrawn',
  'it is taken back') from sales.ticket_transfers, placed;

-- The ticket.
savepoint before;
update sales.ticket_instances set status = 'used', used_at = core.clock();
select test_support.throws_slug(test_support.told(), 409, 'ticket_not_valid', 'not after check-in');
rollback to before;
savepoint before;
select test_support.as_operator();
create temporary table gone as select test_support.good_ticket(answer) as id from placed;
update sales.ticket_instances set status = 'refunded', refunded_at = core.clock();
select test_support.throws_slug(format('select public.create_transfer(%L, %L, null, %L)',
  gone.id, 'nina@example.test', answer ->> 'public_token'), 409, 'ticket_not_valid', 'nor refunded')
from gone, placed;
rollback to before;
savepoint before;
update sales.registrations set status = 'cancelled', cancelled_at = core.clock();
select test_support.throws_slug(test_support.told(), 409, 'ticket_not_valid',
  'nor of who takes no part');
rollback to before;
savepoint before;
update events.events set status = 'cancelled', cancelled_at = core.clock();
select test_support.throws_slug(test_support.told(), 409, 'transfers_closed', 'nor if called off');
rollback to before;

-- How often.
select test_support.set_clock(starts_at - interval '1 day') from events.events;
select test_support.allow_transfers(event_id, '{"transfers_per_ticket": 1}') from sale;
select lives_ok(test_support.told(), 'the first time');
select is(test_support.claim('nina@example.test', 'Nina') ->> 'status', 'accepted', 'it is claimed');
select test_support.throws_slug(format('select public.create_transfer(%L, %L, null, %L)',
  t.to_ticket, 'neo@example.test', sales.ticket_token(t.org_id, t.to_ticket)), 409,
  'transfers_used_up', 'once is enough')
from sales.ticket_transfers as t where t.status = 'accepted';
select test_support.allow_transfers(event_id, '{"transfers_per_ticket": 2}') from sale;
select lives_ok(format('select public.create_transfer(%L, %L, null, %L)',
  t.to_ticket, 'neo@example.test', sales.ticket_token(t.org_id, t.to_ticket)), 'or twice')
from sales.ticket_transfers as t where t.status = 'accepted';
select test_support.throws_slug(format('select public.create_transfer(%L, %L, null, %L)',
  t.from_ticket, 'neo@example.test', answer ->> 'public_token'), 404, 'not_found',
  'the buyer has no say any more')
from sales.ticket_transfers as t, placed where t.status = 'accepted';

select * from finish();
rollback;
