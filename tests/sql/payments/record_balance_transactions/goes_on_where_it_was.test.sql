-- Movements are read from the newest back to what is known; who is cut off goes on, and who comes
-- late changes nothing of where others are.
begin;
select plan(13);

select test_support.make_user('Olga');
create temporary table org as select test_support.make_org('Runners', 'Olga') as id;
create temporary table account as select gen_random_uuid() as id;
insert into payments.mollie_connections (
  org_id, id, mollie_organization_id, organization_name, mode, status, scopes, profile_id,
  onboarding_status, can_receive_payments, can_receive_settlements, connected_by, check_at)
select o.id, a.id, 'org_1', 'Runners', 'test', 'active', '{settlements.read,balances.read}', 'pfl_1',
  'completed', true, true, test_support.user_id('Olga'), core.clock()
from org as o, account as a;

create function test_support.start() returns text language sql as $$
  select payments.record_balances(a.id, '[{"id": "bal_1", "currency": "EUR", "status": "active",
    "availableAmount": {"currency": "EUR", "value": "0.00"},
    "pendingAmount": {"currency": "EUR", "value": "0.00"}}]') #>> '{0,from}'
  from account as a
$$;
create function test_support.page(p_ids text, p_from text, p_next text) returns text
language sql as $$
  select payments.record_balance_transactions(a.id, 'bal_1', (
    select jsonb_agg(jsonb_build_object('id', i.id, 'type', 'payment',
      'initialAmount', '{"currency": "EUR", "value": "1.00"}'::jsonb,
      'resultAmount', '{"currency": "EUR", "value": "1.00"}'::jsonb,
      'context', null, 'createdAt', '2026-04-01T10:00:00+00:00') order by i.place)
    from string_to_table(p_ids, ' ') with ordinality as i (id, place)), p_from, p_next)
  from account as a
$$;

select is(test_support.start(), null, 'at first there is nothing');
select is(test_support.page('f e', null, 'd'), 'd', 'a page, and there is more');
select is(test_support.start(), 'd', 'who was cut off goes on there');
select is(test_support.page('d c', 'd', 'b'), 'b', 'and on');
select is(test_support.page('f e', null, 'd'), 'd', 'somebody else begins anew');
select is(test_support.page('b a', 'b', null), null, 'the first comes to the end');
select is(test_support.start(), 'd', 'which does not end what the other does');
select is(test_support.page('d c', 'd', 'b'), 'b', 'it goes on');
select is(test_support.page('b a', 'b', null), null, 'to its end');
select is(test_support.start(), null, 'now everything is known');
select is(test_support.page('h g f', null, 'e'), null, 'what is known is not read again');
select is(string_agg(mollie_transaction_id, '' order by mollie_transaction_id), 'abcdefgh', 'each is there once')
from payments.balance_transactions;
select throws_ok(
  $$select payments.record_balances(gen_random_uuid(), '[]')$$, 'PT404', null, 'of no connection');

select * from finish();
rollback;
