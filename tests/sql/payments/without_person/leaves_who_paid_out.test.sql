begin;
select plan(3);

select is(
  payments.without_person('{"id": "tr_1", "billingEmail": "a@example.test", "details":
    {"consumerName": "Anna", "consumerAccount": "NL91", "cardHolder": "Anna", "failureReason": "x"},
    "_embedded": {"refunds": [{"id": "re_1", "description": "Refund for Anna"}], "chargebacks": []}}'),
  '{"id": "tr_1", "details": {"failureReason": "x"},
    "_embedded": {"refunds": [{"id": "re_1"}], "chargebacks": []}}'::jsonb,
  'the payer, and what staff wrote, are left out; the rest stays');
select is(
  payments.without_person('{"id": "tr_1", "details": null, "_embedded": {"refunds": []}}'),
  '{"id": "tr_1", "details": null, "_embedded": {"refunds": []}}'::jsonb, 'where there is nothing, too');
select is(payments.without_person('{"id": "tr_1"}'), '{"id": "tr_1"}'::jsonb, 'nothing is added');

select * from finish();
rollback;
