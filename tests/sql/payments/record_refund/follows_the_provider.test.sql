begin;
select plan(24);

create temporary table sale as select * from test_support.make_sale();
create function test_support.make_refund() returns uuid language plpgsql as $$
declare
  v_order jsonb;
  v_payment_id uuid;
begin
  -- Paid after the event was called off: the one refund that this installation makes by itself.
  v_order := test_support.place_order(s.event_id, test_support.cart(s.ticket_type_id, 2))
  from sale as s;
  v_payment_id := test_support.open_payment(v_order);
  update sales.orders set status = 'expired', expired_at = now(), expires_at = null,
  release_at = null
  where id = (v_order ->> 'order_id')::uuid;
  update events.events set status = 'cancelled', cancelled_at = now() where status = 'published';
  perform test_support.report(v_payment_id, 'paid');
  alter table events.events disable trigger _200_transition;
  update events.events set status = 'published', cancelled_at = null;
  alter table events.events enable trigger _200_transition;
  return (select r.id from payments.refunds as r where r.payment_id = v_payment_id);
end
$$;
create temporary table made as
select n, test_support.make_refund() as id from generate_series(1, 4) as n;
create function test_support.amounts(p_n integer) returns integer[] language sql as $$
  select array[p.amount_captured, p.amount_refunding, p.amount_refunded]
  from payments.refunds as r join payments.payments as p on p.id = r.payment_id
  where r.id = (select m.id from made as m where m.n = p_n)
$$;
create function test_support.record(p_n integer, p_status text) returns text language sql as $$
  select payments.record_refund(id,
    jsonb_build_object('id', 're_' || n, 'status', p_status)) ->> 'status' from made where n = p_n
$$;
create function test_support.stored(p_n integer) returns text language sql as $$
  select concat_ws(' ', r.status, r.mollie_refund_id) from payments.refunds as r
  where r.id = (select m.id from made as m where m.n = p_n)
$$;
select is(test_support.amounts(1), array[5000, 5000, 0], 'on its way back');
select is(test_support.record(1, 'queued'), 'queued', 'waits for balance');
select is(test_support.stored(1), 'queued re_1', 'known to the provider');
select is(test_support.record(1, 'pending'), 'pending', 'there is balance');
select is(test_support.record(1, 'processing'), 'processing', 'at the bank');
select is(test_support.amounts(1), array[5000, 5000, 0], 'still on its way');
select is(test_support.record(1, 'refunded'), 'refunded', 'done');
select is(test_support.amounts(1), array[5000, 0, 5000], 'it went back');
select is(test_support.record(1, late) is not null, true, 'a late ' || late)
from unnest(array['processing', 'failed', 'refunded']) as late;
select is(test_support.stored(1), 'refunded re_1', 'changes nothing');
select is(test_support.amounts(1), array[5000, 0, 5000], 'nor its amounts');

select is(test_support.record(2, 'failed'), 'failed', 'the bank sent it back');
select is(test_support.amounts(2), array[5000, 0, 0], 'the money is here again');
select results_eq(
  'select reason, data - ''{refund_id}''::text[] from payments.payment_reviews',
  $$ values ('refund_failed', '{"amount": 5000}'::jsonb) $$,
  'and waits for a person');
select is(test_support.record(3, 'canceled'), 'canceled', 'stopped at the provider');
select is(test_support.amounts(3), array[5000, 0, 0], 'the money is here again');

select is((select payments.fail_refund(id, repeat('x', 1000)) ->> 'status' from made where n = 4),
  'failed', 'refused for good');
select is((select length(failure_reason) from payments.refunds
  where id = (select id from made where n = 4)), 500, 'with the reason');
select is((select payments.fail_refund(id, 'again') ->> 'status' from made where n = 4), 'failed',
  'a repeat changes nothing');
select is((select payments.fail_refund(id, 'late') ->> 'status' from made where n = 1), 'refunded',
  'what went back cannot fail any more');
select test_support.throws_slug(format('select %s', call), 404, 'refund_not_found', call)
from unnest(array['payments.record_refund(gen_random_uuid(), ''{}'')',
  'payments.fail_refund(null, ''x'')']) as call;

select * from finish();
rollback;
