begin;
select plan(9);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table charge as
select org.id as org_id, c.id
from org
cross join lateral billing.start_plan(
  org.id, null, billing.plan_terms('ORGANIZER'), 'https://a.test') as c;
create temporary table attempts (mollie_id text, payment_id uuid);
create function pg_temp.tell(p_id text, p_chargebacks jsonb, p_cents integer default 4900)
  returns text language sql as $$
  select payments.apply_provider_payment(jsonb_build_object(
    'id', p_id, 'mode', 'test', 'status', 'paid', 'method', 'ideal', 'sequenceType', 'first',
    'mandateId', 'mdt_' || p_id, 'profileId', 'pfl_x',
    'amount', jsonb_build_object('currency', 'EUR', 'value', (p_cents / 100.0)::numeric(9, 2)::text),
    'metadata', jsonb_build_object('payment_id', (
      select payment_id from attempts where mollie_id = p_id)),
    '_embedded', jsonb_build_object('chargebacks', p_chargebacks))) ->> 'result'
$$;
create function pg_temp.attempt(p_id text) returns void language sql as $$
  insert into attempts
  select p_id, (payments.start_payment(core.public_token(org_id, id)) ->> 'payment_id')::uuid
  from charge
$$;
create function pg_temp.lost(p_id text, p_reversed text default null) returns jsonb
  language sql as $$
  select jsonb_build_array(jsonb_build_object('id', 'chb_' || p_id, 'reversedAt', p_reversed,
    'amount', '{"currency": "EUR", "value": "49.00"}'::jsonb))
$$;
create function pg_temp.stands() returns text[] language sql as $$
  select array[s.status::text, c.status::text]
  from billing.subscriptions as s cross join billing.charges as c
$$;

select pg_temp.attempt('tr_1');
select is(pg_temp.tell('tr_1', '[]'), 'settled', 'it is paid');
select is(pg_temp.stands(), array['active', 'paid'], 'and the plan begins');
select is(
  (select mollie_mandate_id from billing.customers), 'mdt_tr_1',
  'by a way from which can be collected');
select pg_temp.tell('tr_1', pg_temp.lost('1'));
select is(pg_temp.stands(), array['past_due', 'failed'], 'what the bank took back is owed');
select is((select retry_at from billing.charges), null, 'and not collected from there again');
select pg_temp.tell('tr_1', pg_temp.lost('1', '2026-02-01T00:00:00Z'));
select is(pg_temp.stands(), array['active', 'paid'], 'what it returned is paid');

select pg_temp.tell('tr_1', pg_temp.lost('1', '2026-02-01T00:00:00Z') || pg_temp.lost('2'));
select pg_temp.attempt('tr_2');
select is(pg_temp.tell('tr_2', '[]'), 'settled', 'or paid by other money');
select is(pg_temp.stands(), array['active', 'paid'], 'and then the plan goes on');
select is_empty('select * from payments.promise_money', 'all money is explained');

select * from finish();
rollback;
