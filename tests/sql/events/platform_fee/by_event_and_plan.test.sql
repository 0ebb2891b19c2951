-- The platform's fee and that of overage: what was agreed for the event, else by the plan and whether
-- the platform's name is left off, else the installation's.
begin;
select plan(31);

select test_support.make_user('seller');
select test_support.make_user('admin');
select tenancy.grant_platform_admin('admin@example.test');
create temporary table sale as
select o.id as org_id, test_support.make_event(o.id, 'seller') as event_id
from (select test_support.make_org('Fees', 'seller') as id) as o;
grant select on sale to authenticated;
create function test_support.fees()
returns text language sql as $$
  select format('%s %s', events.platform_fee(s.org_id, s.event_id),
    coalesce(billing.get_overage_fee(s.org_id, s.event_id)::text, 'stop'))
  from sale as s
$$;
create function test_support.on_plan(p_plan billing.plan, p_removed boolean)
returns void language sql as $$
  delete from billing.subscriptions as s using sale where s.org_id = sale.org_id;
  insert into billing.subscriptions (org_id, plan, status, branding_removed, current_period_start,
    current_period_end)
  select s.org_id, p_plan, 'active', p_removed, core.clock(), core.clock() + interval '1 month'
  from sale as s;
$$;
create function test_support.agree(p_platform integer, p_overage integer, p_reason text default 'Charity')
returns jsonb language plpgsql as $$
declare
  v_event_id uuid := (select event_id from sale);
  v_answer jsonb;
begin
  perform test_support.as_user('admin');
  v_answer := public.set_event_fees(v_event_id, p_platform, p_overage, p_reason);
  perform test_support.as_operator();
  return v_answer;
end
$$;

select is(test_support.fees(), '200 stop', 'without a plan the installation''s');
select test_support.on_plan('NON_PROFIT', false);
select is(test_support.fees(), '200 stop', 'non-profit');
select test_support.on_plan('NON_PROFIT', true);
select is(test_support.fees(), '400 stop', 'non-profit without the platform''s name');
select test_support.on_plan('PAY_PER_EVENT', false);
select is(test_support.fees(), '200 10', 'per event');
select test_support.on_plan('PAY_PER_EVENT', true);
select is(test_support.fees(), '400 10', 'per event without the platform''s name');
select test_support.on_plan('ORGANIZER', false);
select is(test_support.fees(), '200 8', 'organizer');
select test_support.on_plan('ORGANIZER', true);
select is(test_support.fees(), '400 8', 'organizer without the platform''s name');
select test_support.on_plan('PRO_ORGANIZER', false);
select is(test_support.fees(), '200 5', 'pro');
select test_support.on_plan('PRO_ORGANIZER', true);
select is(test_support.fees(), '200 5', 'pro pays nothing for leaving the name off');

-- What was agreed for the event.
select test_support.on_plan('ORGANIZER', true);
select is(test_support.agree(150, null) - array['event_id', 'fee_override_set_at'], jsonb_build_object(
  'platform_fee', 150, 'overage_fee', 8, 'plan', 'ORGANIZER', 'platform_fee_override', 150,
  'overage_fee_override', null, 'fee_override_reason', 'Charity'), 'an agreement beats the plan');
select test_support.agree(null, 3);
select is(test_support.fees(), '400 3', 'each of the two by itself');
select test_support.agree(0, 0);
select is(test_support.fees(), '0 0', 'nothing at all is an agreement too');
select test_support.agree(1000, 100);
select is(test_support.fees(), '1000 100', 'up to 10 per cent and one euro');
select is(
  (select array[f.platform_fee_override, f.overage_fee_override] from events.fee_overrides as f
    join sale as s on s.event_id = f.event_id), array[1000, 100], 'one row');
select is(
  (select array_agg(l.action || ' ' || (l.details ->> 'platform_fee_override') || ' '
      || (l.details ->> 'reason') order by l.entry_id)
    from tenancy.admin_audit_log as l join sale as s on s.org_id = l.org_id
    where l.details ->> 'platform_fee_override' is not null),
  array['event_fees.set 150 Charity', 'event_fees.set 0 Charity', 'event_fees.set 1000 Charity'],
  'the log of the administrators has each change');
select is(
  (select count(*) from core.audit_log as a join sale as s on s.org_id = a.org_id
    where a.entity_type = 'fee_override'), 4::bigint, 'and so has that of the org');
select test_support.as_user('admin');
select test_support.throws_slug(format('select public.set_event_fees(%L, -1, null, ''x'')', event_id),
  400, 'invalid_field', 'never negative') from sale;
select test_support.throws_slug(format('select public.set_event_fees(%L, 1001, null, ''x'')', event_id),
  400, 'invalid_field', 'nor above 10 per cent') from sale;
select test_support.throws_slug(format('select public.set_event_fees(%L, null, 101, ''x'')', event_id),
  400, 'invalid_field', 'nor above one euro') from sale;
select test_support.throws_slug(format('select public.set_event_fees(%L, 100, null, '' '')', event_id),
  400, 'missing_field', 'never without a reason') from sale;
select test_support.as_user('seller');
select test_support.throws_slug(format('select public.set_event_fees(%L, 100, null, ''x'')', event_id),
  403, 'platform_admin_required', 'nor by the org itself') from sale;
select is((public.event_fees(event_id) ->> 'platform_fee')::integer, 1000, 'which sees what is agreed') from sale;
select is((select count(*) from public.fee_overrides), 1::bigint, 'in the view too');
select throws_ok($$ update public.fee_overrides set platform_fee_override = 0 $$, '42501', null,
  'and changes nothing there');
select test_support.as_operator();
select test_support.agree(null, null, 'Over');
select is(test_support.fees(), '400 8', 'an agreement ends');
select is((select count(*) from events.fee_overrides as f join sale as s on s.event_id = f.event_id),
  0::bigint, 'and is gone');

-- A copy of the event begins without one.
select test_support.agree(100, 1);
select test_support.as_user('seller');
create temporary table copy as
select (public.duplicate_event(event_id, (core.clock() + interval '60 days')) ->> 'event_id')::uuid as id from sale;
select test_support.as_operator();
select is(events.platform_fee(s.org_id, c.id), 400, 'what was agreed is for one event') from sale as s, copy as c;

-- The name of the platform.
select test_support.as_user('seller');
select is(public.set_branding(org_id, false) - 'org_id',
  '{"branding_removed": false, "platform_fee": 200}', 'the name comes back') from sale;
select is(public.set_branding(org_id, true) - 'org_id',
  '{"branding_removed": true, "platform_fee": 400}', 'and is left off') from sale;
select test_support.as_operator();
update billing.subscriptions as s set status = 'cancelled', cancelled_at = core.clock()
from sale where s.org_id = sale.org_id;
select is(test_support.fees(), '100 1', 'an agreement outlives the plan');
select test_support.as_user('seller');
select test_support.throws_slug(format('select public.set_branding(%L, true)', org_id),
  409, 'no_subscription', 'without a plan there is nothing to set') from sale;

select * from finish();
rollback;
