-- A fee is asked of whoever accepts, as an order of its own with its VAT: the ticket changes hands
-- when it is paid, also after the deadline while the order waits; late money finds the rules of its
-- own moment.
begin;
select plan(16);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.allow_transfers(event_id, '{"transfer_fee": 605, "change_fee_vat_rate": 2100}')
from sale;
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as answer from sale;
select test_support.offer(answer, 'nina@example.test') from placed;
-- What the event asks later does not concern an offer that was made.
select test_support.allow_transfers(event_id, '{"transfer_fee": 900}') from sale;
create temporary table claimed as
select test_support.claim('nina@example.test', 'Nina', '{"medical_note": "Bees"}') as answer;
grant select on claimed to public;

select is(answer - array['transfer_id', 'order_id', 'public_token'],
  '{"status": "paying", "ticket_instance_id": null, "fee_amount": 605}', 'the fee is to be paid')
from claimed;
select results_eq(
  'select purpose::text, email, purchaser_name, status::text, total_amount, vat_amount '
  'from sales.orders where id = (select (answer ->> ''order_id'')::uuid from claimed)',
  $$ values ('transfer', 'nina@example.test', 'Nina Taker', 'pending', 605, 105) $$,
  'by whoever accepts, with its VAT');
select is(status::text, 'valid', 'until then the ticket is as it was') from sales.ticket_instances;
select is(status::text || ' ' || (entry #>> '{details,medical_note}'), 'paying Bees',
  'who takes over is kept') from sales.ticket_transfers;
select test_support.throws_slug(format('select public.accept_transfer(%L, %L)',
  test_support.transfer_token('nina@example.test'), '{"first_name": "N", "last_name": "T"}'), 409,
  'transfer_not_open', 'nobody else claims it meanwhile');
select is(sales.sweep_transfers(10), 0, 'and it does not expire');
select is(public.get_transfer(test_support.transfer_token('nina@example.test')) ->> 'checkout_token',
  answer ->> 'public_token', 'the link leads to the payment') from claimed;

-- Paid in time, told after the deadline.
savepoint before;
create temporary table attempt as select test_support.open_payment(answer) as id from claimed;
select test_support.allow_transfers(event_id, jsonb_build_object('transfers_close_at', core.clock()))
from sale;
select test_support.report(id, 'paid') from attempt;
select is(test_support.order_status(answer), 'paid', 'the fee is paid') from claimed;
select is(status::text || ' ' || (entry is null), 'accepted true', 'and the ticket changes hands')
from sales.ticket_transfers;
select is(array_agg(status || ' ' || coalesce(void_reason, '') order by created_at, id),
  array['void transferred', 'valid '], 'one code for another') from sales.ticket_instances;
select is(d.medical_note, 'Bees', 'for whom it was claimed')
from sales.participant_details as d
join sales.ticket_transfers as t on t.to_participant = d.participant_id;
select is_empty('select * from core.doctor()', 'no promise is broken');
rollback to before;

-- Not paid in time: it can be claimed again, and late money goes back when that was done.
create temporary table attempt as select test_support.open_payment(answer) as id from claimed;
select test_support.set_clock(core.clock() + interval '20 minutes');
select test_support.report(id, 'expired') from attempt;
select is(test_support.claim('nina@example.test', 'Neo') ->> 'status', 'paying',
  'it can be claimed again');
select test_support.report(id, 'paid') from attempt;
select is(test_support.order_status(answer), 'overbooked', 'late money goes back') from claimed;
select is(count(*), 0::bigint, 'and issues nothing')
from sales.ticket_instances where transfer_id is not null;
select is(status::text, 'paying', 'the other claim stands') from sales.ticket_transfers;

select * from finish();
rollback;
