-- A settlement is explained by what it lists and by the movements of its balance; what remains is a
-- line of its own. A state that was left is not gone back to. The books follow.
begin;
select plan(26);

select test_support.make_user('Olga');
create temporary table org as select test_support.make_org('Runners', 'Olga') as id;
create temporary table account as select gen_random_uuid() as id;
insert into payments.mollie_connections (
  org_id, id, mollie_organization_id, organization_name, mode, status, scopes, profile_id,
  onboarding_status, can_receive_payments, can_receive_settlements, connected_by, check_at)
select o.id, a.id, 'org_1', 'Runners', 'test', 'active', '{settlements.read,balances.read}', 'pfl_1',
  'completed', true, true, test_support.user_id('Olga'), core.clock()
from org as o, account as a;

create function test_support.eur(p_value text) returns jsonb language sql as $$
  select jsonb_build_object('currency', 'EUR', 'value', p_value)
$$;
create function test_support.moved(p_id text, p_type text, p_initial text, p_result text,
  p_context jsonb, p_at text) returns jsonb language sql as $$
  select jsonb_build_object('id', p_id, 'type', p_type, 'initialAmount', test_support.eur(p_initial),
    'resultAmount', test_support.eur(p_result), 'context', p_context, 'createdAt', p_at)
$$;
create function test_support.settle(p_id text, p_status text, p_amount text, p_balance text, p_at text)
returns jsonb language sql as $$
  select payments.record_settlements(a.id, jsonb_build_array(jsonb_build_object(
    'id', p_id, 'status', p_status, 'amount', test_support.eur(p_amount), 'balanceId', p_balance,
    'reference', 'r', 'createdAt', p_at, 'settledAt', null, 'periods', '{"2026": {"04": {"costs": [
      {"amountVat": {"currency": "EUR", "value": "0.1130"}}, {"amountVat": null}]}}}'::jsonb)))
  from account as a
$$;
create function test_support.listed(p_settlement text, p_kind text, p_id text, p_amount text)
returns void language sql as $$
  select payments.record_settlement_lines(a.id, p_settlement, p_kind, jsonb_build_array(
    jsonb_build_object('id', p_id, 'paymentId', 'tr_1', 'settlementAmount', test_support.eur(p_amount),
      'createdAt', '2026-04-01T10:00:00+00:00')))
  from account as a
$$;
create function test_support.lines(p_settlement text) returns text language sql as $$
  select string_agg(l.kind || ' ' || l.mollie_id || ' ' || l.amount, ', ' order by l.kind, l.mollie_id)
  from payments.settlement_lines as l
  join payments.settlements as s on s.id = l.settlement_id
  where s.mollie_settlement_id = p_settlement
$$;
create function test_support.booked(p_account text) returns bigint language sql as $$
  select ledger.balance(o.id, p_account, 'EUR') from org as o
$$;

select is(due_at is not null, true, 'a new connection is read') from payments.payout_fetches;
select is(payments.record_balances(a.id, jsonb_build_array(jsonb_build_object(
  'id', 'bal_1', 'currency', 'EUR', 'status', 'active', 'description', 'Main',
  'availableAmount', test_support.eur('-3.00'), 'pendingAmount', test_support.eur('0.00')))),
  '[{"id": "bal_1", "from": null}]', 'its movements are read from the newest on')
from account as a;
select is(available_amount, -300::bigint, 'a balance may be below zero') from payments.balances;
select is(payments.record_balance_transactions(a.id, 'bal_1', jsonb_build_array(
  test_support.moved('baltr_3', 'refund', '-5.00', '-5.30',
    '{"refund": {"paymentId": "tr_1", "refundId": "re_1"}}', '2026-04-01T12:00:00+00:00'),
  test_support.moved('baltr_2', 'application-fee', '-0.50', '-0.50', '{"paymentId": "tr_1"}',
    '2026-04-01T10:00:00+00:00'),
  test_support.moved('baltr_1', 'payment', '25.00', '24.65', '{"paymentId": "tr_1"}',
    '2026-04-01T10:00:00+00:00')), null, null), null, 'nothing is left to read')
from account as a;
select is(test_support.booked('provider'), -65::bigint, 'what the provider took is booked');
select is(test_support.booked('provider_costs'), 65::bigint, 'as costs');

select is(test_support.settle('stl_x', 'paidout', '9.00', 'bal_live', '2026-04-02T00:00:00+00:00'),
  '{"unread": [], "has_news": false}', 'of a balance that is not ours nothing is written');
select is(test_support.settle('open', 'open', '18.85', 'bal_1', '2026-04-01T13:00:00+00:00') -> 'unread',
  '[]', 'the open one has no lines');
select is(test_support.settle('stl_1', 'pending', '18.85', 'bal_1', '2026-04-02T00:00:00+00:00') -> 'unread',
  '["stl_1"]', 'a new one is to be read');
select is(test_support.booked('bank'), 0::bigint, 'nothing is at the bank yet');
select test_support.listed('stl_1', 'payments', 'tr_1', '25.00');
select test_support.listed('stl_1', 'payments', 'tr_1', '25.00');
select test_support.listed('stl_1', 'refunds', 're_1', '-5.00');
select payments.complete_settlement(a.id, 'stl_1') from account as a;
select is(test_support.lines('stl_1'),
  'payment tr_1 2500, refund re_1 -500, provider_cost re_1 -30, provider_cost tr_1 -35,'
  || ' application_fee tr_1 -50', 'listed once, with what was withheld of each');
select is(test_support.settle('stl_1', 'paidout', '18.85', 'bal_1', '2026-04-02T00:00:00+00:00') -> 'unread',
  '[]', 'what was read is not read again');
select is(test_support.booked('bank'), 1885::bigint, 'it is at the bank');
select is(test_support.booked('input_vat'), 11::bigint, 'with the VAT of what it cost, in whole cents');
select is(test_support.booked('provider_costs'), 54::bigint, 'which is no cost');
select test_support.settle('stl_1', 'pending', '18.85', 'bal_1', '2026-04-02T00:00:00+00:00');
select is(status::text, 'paidout', 'it does not go back to what it was')
from payments.settlements where mollie_settlement_id = 'stl_1';

select test_support.settle('stl_1', 'failed', '18.85', 'bal_1', '2026-04-02T00:00:00+00:00');
select is(test_support.booked('bank'), 0::bigint, 'the bank sent it back');
select payments.record_balance_transactions(a.id, 'bal_1', jsonb_build_array(
  test_support.moved('baltr_5', 'returned-transfer', '18.85', '18.85', '{"settlementId": "stl_1"}',
    '2026-04-02T12:00:00+00:00'),
  test_support.moved('baltr_4', 'outgoing-transfer', '-18.85', '-18.85', '{"settlementId": "stl_1"}',
    '2026-04-02T00:00:00+00:00')), null, 'baltr_3')
from account as a;
select test_support.settle('stl_2', 'paidout', '18.85', 'bal_1', '2026-04-03T00:00:00+00:00');
select payments.complete_settlement(a.id, 'stl_2') from account as a;
select is(test_support.lines('stl_2'), 'movement baltr_5 1885', 'what came back is paid out again');

select test_support.settle('stl_3', 'paidout', '1.23', 'bal_1', '2026-04-04T00:00:00+00:00');
select payments.complete_settlement(a.id, 'stl_3') from account as a;
select is(test_support.lines('stl_3'), 'other stl_3 123', 'what nothing explains is a line');
select is_empty('select * from payments.promise_payouts', 'everything adds up');
select payments.record_balance_transactions(a.id, 'bal_1', jsonb_build_array(
  test_support.moved('baltr_6', 'invoice-compensation', '1.23', '1.23', null,
    '2026-04-03T12:00:00+00:00')), null, null)
from account as a;
select is(payments.finish_payouts(a.id), '{"balances": 1, "settlements": 3, "unexplained": 0}',
  'what is known later explains it later')
from account as a;
select is(test_support.lines('stl_3'), 'movement baltr_6 123', 'and takes its place');
select is(test_support.settle('stl_3', 'paidout', '1.23', 'bal_1', '2026-04-04T00:00:00+00:00'),
  '{"unread": [], "has_news": false}', 'then there is no news');

update payments.mollie_connections set status = 'expired', expired_at = core.clock(), check_at = null;
select is(due_at, null, 'a lost connection is not read') from payments.payout_fetches;
select is(count(*), 1::bigint, 'what is known of it stays') from payments.balances;
update payments.mollie_connections set status = 'active', expired_at = null, check_at = core.clock();
select is(payments.sweep_payouts(10), 1, 'found again, it is read at once');

select * from finish();
rollback;
