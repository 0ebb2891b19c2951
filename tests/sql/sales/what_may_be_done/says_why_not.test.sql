-- Who has a ticket sees what may be done with it now, and why not: the error with which they would
-- be refused.
begin;
select plan(11);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as answer from sale;
create function test_support.may() returns text language sql as $$
  select string_agg(
    m.key || ' ' || coalesce(m.value ->> 'reason', 'yes'), ', ' order by m.key)
  from placed, public.get_tickets(answer ->> 'public_token') as t, jsonb_each(t -> 'may') as m
  where m.key <> 'cancel'
$$;

select is(test_support.may(), 'deferral deferrals_not_allowed, edit yes, swap swaps_not_allowed, '
  'transfer transfers_not_allowed', 'what the event does not allow');
select test_support.allow_transfers(event_id, '{"swaps_allowed": true, "transfer_fee": 250}')
from sale;
select is(test_support.may(), 'deferral deferrals_not_allowed, edit yes, swap yes, transfer yes',
  'what it allows');
select is(t #>> '{may,transfer,fee_amount}', '250', 'at what price')
from placed, public.get_tickets(answer ->> 'public_token') as t;
select is((t #>> '{may,transfer,until}')::timestamptz, e.starts_at, 'and until when')
from placed, events.events as e, public.get_tickets(answer ->> 'public_token') as t;
select is(t #>> '{may,cancel,reason}', 'registration_not_cancellable', 'giving it up is not allowed')
from placed, public.get_tickets(answer ->> 'public_token') as t;
select test_support.allow_transfers(event_id, '{"cancellations_allowed": true}') from sale;
select is((t #> '{may,cancel}') - 'until', '{"allowed": true, "reason": null, "refund_amount": 0}',
  'and then it is') from placed, public.get_tickets(answer ->> 'public_token') as t;
select test_support.offer(answer, 'nina@example.test') from placed;
select is(test_support.may(), 'deferral deferrals_not_allowed, edit yes, swap yes, '
  'transfer transfer_pending', 'one offer at a time');
select public.withdraw_transfer(id, answer ->> 'public_token') from sales.ticket_transfers, placed;
savepoint before;
update sales.ticket_instances set blocked_at = core.clock();
select is(test_support.may(), 'deferral deferrals_not_allowed, edit yes, '
  'swap ticket_not_changeable, transfer ticket_not_valid', 'nothing with money that is gone');
rollback to before;
savepoint before;
update sales.ticket_instances set status = 'used', used_at = core.clock();
select is(test_support.may(), 'deferral deferrals_not_allowed, edit yes, '
  'swap ticket_not_changeable, transfer ticket_not_valid', 'nothing after check-in');
rollback to before;
select test_support.set_clock(starts_at) from events.events;
select is(test_support.may(), 'deferral deferrals_not_allowed, edit registration_not_editable, '
  'swap swaps_closed, transfer transfers_closed', 'nothing when it has started');
select test_support.as_anon();
select test_support.throws_slug($$ select public.get_tickets('x') $$, 404, 'order_not_found');

select * from finish();
rollback;
