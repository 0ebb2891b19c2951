-- The provider takes an equal refund within an hour for a slip: the second is sent later.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 4)) as o from sale;
create temporary table start as select core.clock() as at;
select test_support.refund(o, test_support.refund_item(o, 1, '{"quantity": 1}')) from bought,
  generate_series(1, 3);
select test_support.refund(o, p_amount => 100) from bought;
select results_eq(
  'select amount, send_at - at, sent_at is not null from payments.refunds, start order by id',
  $$ values (2500, interval '0', true), (2500, '65 minutes', false), (2500, '130 minutes', false),
    (100, '0', true) $$, 'one after the other, others at once');
create function test_support.sweep_at(p_after interval) returns integer language plpgsql as $$
begin
  perform test_support.set_clock(s.at + p_after) from start as s;
  return payments.sweep_refunds(10);
end
$$;
select is(test_support.sweep_at('64 minutes'), 0, 'not yet');
select is(test_support.sweep_at('65 minutes'), 1, 'then the second');
select is(test_support.sweep_at('66 minutes'), 0, 'once');
update payments.refunds set status = 'canceled', canceled_at = core.clock() where sent_at is null;
update payments.payments set amount_refunding = amount_refunding - 2500;
select is(test_support.sweep_at('1 day'), 0, 'and none that was cancelled meanwhile');
select is((select count(*) from core.outbox_events where topic = 'mollie.create_refund'), 3::bigint,
  'each is told once');
select lives_ok(format('select test_support.refund(%L, p_amount => 2500)', o), 'a day later')
from bought;
select is((select count(*) from payments.refunds where sent_at = created_at), 3::bigint,
  'it is sent at once');

select * from finish();
rollback;
