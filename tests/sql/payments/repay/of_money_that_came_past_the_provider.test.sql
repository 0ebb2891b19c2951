-- Such money cannot go back by itself: a person sends it, and the provider is not told.
begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1), 'cash')
  as o from sale;
select payments.repay(p, 'surplus') from payments.payments as p;
select results_eq(
  'select reason, data - ''{refund_id}''::text[] from payments.payment_reviews',
  $$ values ('refund_by_hand',
    '{"amount": 2500, "currency": "EUR", "method": "cash", "because": "surplus"}'::jsonb) $$,
  'a person is asked');
select results_eq(
  $$ select r.provider, r.status::text, r.amount, v.data ->> 'refund_id' = r.id::text
    from payments.refunds as r, payments.payment_reviews as v $$,
  $$ values ('manual', 'pending', 2500, true) $$, 'the refund is theirs to send');
select is_empty($$ select 1 from core.outbox_events where channel = 'mollie' $$,
  'the provider is not told');

-- Nor can the provider speak of it.
select test_support.throws_slug(
  format($$ select payments.attach_provider_payment(%L, '{"id": "tr_1"}') $$, id), 409,
  'payment_conflict', 'it is no attempt of the provider') from payments.payments;
select is(
  public.handle_payment_webhook(jsonb_build_object(
    'id', 'tr_1', 'status', 'failed', 'metadata', jsonb_build_object('payment_id', id)))
    ->> 'outcome', 'unknown', 'whatever it says') from payments.payments;

select * from finish();
rollback;
