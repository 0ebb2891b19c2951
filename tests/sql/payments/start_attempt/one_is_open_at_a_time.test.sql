begin;
select plan(15);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
update sales.orders set expires_at = 'infinity', release_at = 'infinity';
create function test_support.attempt() returns uuid language sql as $$
  select (sales.start_payment(o ->> 'public_token') ->> 'payment_id')::uuid from placed
$$;
create function test_support.status(p_id uuid) returns text language sql as $$
  select status::text from payments.payments where id = p_id
$$;
create temporary table start as select core.clock() as at;
create temporary table attempts (n integer, id uuid);
insert into attempts select 1, test_support.attempt();
select test_support.set_clock(at + interval '49 minutes') from start;
select is(test_support.attempt(), id, 'an attempt the provider may still hear of') from attempts
where n = 1;
select test_support.set_clock(at + interval '50 minutes') from start;
insert into attempts select 2, test_support.attempt();
select isnt(a.id, b.id, 'gives way before its idempotency key ends there')
from attempts as a, attempts as b where a.n = 1 and b.n = 2;
select is(test_support.status(id), 'failed', 'the old one has failed') from attempts where n = 1;
select is(test_support.queued('payment:' || id), '{}', 'there was nothing to cancel') from attempts
where n = 1;

select payments.attach_provider_payment(id, test_support.mollie_payment(id, 'open')) from attempts
where n = 2;
select test_support.set_clock(at + interval '64 minutes') from start;
select is(test_support.attempt(), id, 'what is open at the provider') from attempts where n = 2;
select test_support.set_clock(at + interval '65 minutes') from start;
insert into attempts select 3, test_support.attempt();
select isnt(a.id, b.id, 'gives way when its time there has passed')
from attempts as a, attempts as b where a.n = 2 and b.n = 3;
select is(test_support.status(id), 'expired', 'it has expired') from attempts where n = 2;
select is(test_support.queued('payment:' || id), array['mollie.cancel_payment'],
  'and is cancelled there') from attempts where n = 2;

-- What the bank is busy with stays, however long it takes.
select payments.attach_provider_payment(id, test_support.mollie_payment(id, 'open')) from attempts
where n = 3;
select test_support.report(id, 'pending') from attempts where n = 3;
select test_support.set_clock(at + interval '23 hours') from start;
select is(test_support.attempt(), id, 'one that the bank is confirming') from attempts where n = 3;
select test_support.report(id, 'failed') from attempts where n = 3;
select isnt(test_support.attempt(), id, 'once that failed a new one is made') from attempts
where n = 3;
select is((select count(*) from payments.payments
  where status in ('created', 'open', 'pending', 'authorized')), 1::bigint, 'one is open');
select throws_ok(
  $$ insert into payments.payments (org_id, payable_id, amount, currency) select org_id, payable_id,
  amount, currency from payments.payments limit 1 $$,
  '23505', null, 'whoever writes: a second open one is refused');
select is(test_support.report(id, 'paid') ->> 'result', 'settled',
  'one that was given up is paid after all') from attempts where n = 2;
select is(test_support.report(id, 'paid') ->> 'result', 'surplus', 'and another too') from attempts
where n = 3;
select is((select sum(amount) from payments.refunds), 2500::bigint, 'the second goes back');

select * from finish();
rollback;
