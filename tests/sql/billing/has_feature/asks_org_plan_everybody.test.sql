-- The nearest decides: the org's own, its plan's, everybody's. Off: what makes it is refused.
begin;
select plan(23);

create temporary table sale as select * from test_support.make_sale();
select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');
grant select on sale to public;
create function test_support.has(p_feature text) returns boolean language sql as $$
  select billing.has_feature((select org_id from sale), p_feature)
$$;
select is_empty(
  'select feature from billing.features where not test_support.has(feature)',
  'everything is on to begin with');
insert into billing.plan_features (plan, feature, is_on)
values ('NON_PROFIT', 'teams', false), ('PAY_PER_EVENT', 'teams', false);
insert into billing.subscriptions (org_id, plan, status)
select org_id, 'NON_PROFIT', 'active' from sale;
select ok(test_support.has('teams'), 'no plan is asked where none is required');
update core.settings set value = 'true' where key = 'billing.plans_required';
select ok(not test_support.has('teams'), 'the plan says no');
select ok(test_support.has('waitlist'), 'of that only');
select is(billing.plan_class((select org_id from sale)), 'NON_PROFIT', 'limits know the plan');

select test_support.as_user('seller');
select is(
  (select r.value -> 'is_on' from jsonb_array_elements(
    public.org_features((select org_id from sale))) as r where r.value ->> 'feature' = 'teams'),
  'false', 'its members are told');
select test_support.throws_slug(
  $$ insert into public.ticket_types (org_id, event_id, name, price, team_min, team_max)
     select org_id, event_id, 'Relay', 1, 2, 4 from sale $$, 403, 'feature_not_in_plan');
select test_support.throws_slug(
  $$ update public.ticket_types set team_min = 2, team_max = 4 $$, 403, 'feature_not_in_plan');
select test_support.as_operator();
select throws_like(
  $$ select billing.require_feature(org_id, 'teams') from sale $$,
  '%does not have this feature: teams%', 'the sentence names it');
create function test_support.hint() returns text language plpgsql as $$
declare
  v_hint text;
begin
  perform billing.require_feature((select org_id from sale), 'teams');
  return null;
exception when sqlstate 'PT403' then
  get stacked diagnostics v_hint = pg_exception_hint;
  return v_hint;
end
$$;
select is(test_support.hint(), 'Choose a plan that has it: Organizer, Pro organizer.',
  'and the plans that have it');

-- Platform admins decide.
select test_support.as_user('seller');
select test_support.throws_slug(
  $$ select public.platform_set_org_feature(org_id, 'teams', true, 'x') from sale $$, 403,
  'platform_admin_required');
select test_support.as_user('platform');
select test_support.throws_slug(
  $$ select public.platform_set_org_feature(org_id, 'flying', true, 'x') from sale $$, 400,
  'invalid_field');
select test_support.throws_slug(
  $$ select public.platform_set_feature('teams', 'GOLD', true, 'x') $$, 400, 'invalid_field');
select is(
  (select public.platform_set_org_feature(org_id, 'teams', true, 'A trial') ->> 'is_on' from sale),
  'true', 'this org has it all the same');
select test_support.as_user('seller');
select lives_ok(
  $$ insert into public.ticket_types (org_id, event_id, name, price, team_min, team_max)
     select org_id, event_id, 'Relay', 1, 2, 4 from sale $$, 'and makes teams');
select test_support.as_user('platform');
select is(
  (select public.platform_set_org_feature(org_id, 'teams', null, 'Over') ->> 'is_on' from sale),
  'false', 'until it is taken back');
select test_support.as_user('seller');
select lives_ok(
  $$ update public.ticket_types set team_max = 5 where team_max = 4 $$,
  'what was made with it goes on');

-- Everything that asks.
select test_support.as_user('platform');
select public.platform_set_feature(f.feature, null, false, 'Closed')
from unnest(array['waitlist', 'promo_codes', 'exports', 'scanner_terminals', 'dining']) as f (feature);
select test_support.as_user('seller');
select test_support.throws_slug(
  $$ update public.event_settings set waitlist_is_open = true $$, 403, 'feature_not_in_plan');
select test_support.throws_slug(
  $$ insert into public.promo_codes (org_id, event_id, code, kind, value)
     select org_id, event_id, 'SUMMER', 'amount', 1 from sale $$, 403, 'feature_not_in_plan');
select test_support.throws_slug(
  $$ select sales.start_export('orders', org_id, event_id, '{}') from sale $$, 403,
  'feature_not_in_plan');
select test_support.throws_slug(
  $$ select public.create_terminal(org_id, 'Door', '{}') from sale $$, 403, 'feature_not_in_plan');
select test_support.throws_slug(
  $$ insert into public.locations (org_id, name) select org_id, 'De Haven' from sale $$, 403,
  'feature_not_in_plan');
select test_support.as_operator();
insert into billing.feature_overrides (org_id, feature, is_on, reason)
select org_id, 'branding_removal', false, 'x' from sale;
select test_support.throws_slug(
  $$ update billing.subscriptions set branding_removed = true $$, 403, 'feature_not_in_plan');

select * from finish();
rollback;
