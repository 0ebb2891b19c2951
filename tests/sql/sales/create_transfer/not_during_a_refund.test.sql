-- While money of an order is on its way back its tickets are handed on to nobody, and an offer that
-- was made before cannot be claimed. A ticket that is refunded is over at once, and so is its offer.
begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale();
select test_support.allow_transfers(event_id) from sale;
create temporary table placed as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as answer from sale;
select test_support.offer(answer, 'nina@example.test') from placed;
create function test_support.money_back(p_amount integer) returns void language sql as $$
  select sales.make_refund(
    sales.lock_order(o.org_id, o.id), null, p_amount, 'Test', core.new_id(), 'system')
  from sales.orders as o
$$;
select test_support.money_back(500);

select throws_like($$ select test_support.claim('nina@example.test', 'Nina') $$,
  'Money of this ticket is on its way back.', 'it cannot be claimed');
select is(status::text, 'pending', 'for now') from sales.ticket_transfers;
select public.withdraw_transfer(id, answer ->> 'public_token') from sales.ticket_transfers, placed;
select test_support.throws_slug(format('select public.create_transfer(%L, %L, null, %L)',
  test_support.good_ticket(answer), 'neo@example.test', answer ->> 'public_token'),
  409, 'refund_under_way', 'nor offered') from placed;
update payments.refunds set status = 'failed', failed_at = core.clock();
select is(test_support.offer(answer, 'neo@example.test') ->> 'status', 'pending',
  'when nothing came of the refund it can') from placed;

select test_support.money_back(null);
select is(status::text, 'refunded', 'all of the money goes back') from sales.ticket_instances;
select is(status::text, 'withdrawn', 'the offer is over') from sales.ticket_transfers
where to_email = 'neo@example.test';
select throws_like($$ select test_support.claim('neo@example.test', 'Neo') $$, '%it is withdrawn.',
  'and nobody claims it');

select * from finish();
rollback;
