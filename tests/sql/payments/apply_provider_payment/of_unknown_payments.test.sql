-- What is not ours is answered calmly: the worker tells the provider 200, and nothing happens.
begin;
select plan(14);

create temporary table sale as select * from test_support.make_sale();
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) from sale;
select is(
  public.handle_payment_webhook(told), '{"outcome": "unknown"}',
  left(coalesce(told::text, 'null'), 60))
from unnest(array[
  '{"id": "tr_forged", "status": "paid"}', '{}', '[]', '"x"', '1', 'null', null,
  '{"id": null, "metadata": null}', '{"id": 5, "metadata": "payment_id"}',
  '{"id": "tr_x", "metadata": {"payment_id": "no uuid"}}',
  '{"id": "tr_x", "metadata": {"payment_id": "00000000-0000-7000-8000-00000000dead"}}',
  '{"id": "tr_x", "metadata": ["payment_id"]}'
]::jsonb[]) as told;
select is_empty('select 1 from payments.payment_events', 'nothing is recorded');
select test_support.as_anon();
select throws_ok($$ select public.handle_payment_webhook('{}') $$, '42501', null,
  'only workers hand anything over');

select * from finish();
rollback;
