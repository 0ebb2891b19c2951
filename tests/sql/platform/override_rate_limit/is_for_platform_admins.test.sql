begin;
select plan(16);

select test_support.make_user('anna');
create temporary table org as select test_support.make_org('Runners', 'anna') as id;
grant select on org to public;
select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');

select test_support.as_user('anna');
select test_support.throws_slug(s.statement, 403, 'platform_admin_required', s.statement)
from unnest(array[
  'select public.platform_rate_limits()',
  'select public.platform_set_rate_limit(''export'', 1, 1, ''x'')',
  'select public.platform_override_rate_limit(''export'', ''ORGANIZER'', null, 1, ''x'')'
]) as s (statement);
select test_support.as_user('platform');
select test_support.throws_slug(s.statement, 400, s.slug, s.statement)
from (
  values
  ('select public.platform_set_rate_limit(''flying'', 1, 1, ''x'')', 'invalid_field'),
  ('select public.platform_set_rate_limit(''export'', 0, 1, ''x'')', 'invalid_field'),
  ('select public.platform_set_rate_limit(''export'', 1, 86401, ''x'')', 'invalid_field'),
  ('select public.platform_set_rate_limit(''export'', null, 1, ''x'')', 'missing_field'),
  ('select public.platform_override_rate_limit(''webhook'', ''ORGANIZER'', null, 1, ''x'')', 'invalid_field'),
  ('select public.platform_override_rate_limit(''export'', ''GOLD'', null, 1, ''x'')', 'invalid_field'),
  ('select public.platform_override_rate_limit(''export'', null, null, 1, ''x'')', 'invalid_field')
) as s (statement, slug);
select test_support.throws_slug(
  $$ select public.platform_override_rate_limit('export', null, core.new_id(), 1, 'x') $$, 404,
  'not_found');
select is(public.platform_set_rate_limit('export', 5, null, 'Quieter'),
  '{"rule": "export", "max_hits": 5, "window_seconds": 3600}', 'a limit is changed');
select public.platform_override_rate_limit('export', 'ORGANIZER', null, 9, 'They pay');
select public.platform_override_rate_limit('export', null, id, 2, 'They ask too much') from org;
select is(
  (select jsonb_agg(o.value - 'org_id' order by o.value ->> 'max_hits')
   from jsonb_array_elements(public.platform_rate_limits()) as r
   cross join jsonb_array_elements(r.value -> 'overrides') as o
   where r.value ->> 'rule' = 'export'),
  '[{"plan": null, "max_hits": 2}, {"plan": "ORGANIZER", "max_hits": 9}]', 'and shown');
select public.platform_override_rate_limit('export', null, id, null, 'Enough') from org;
select test_support.as_operator();
select is(
  (select count(*)::integer from core.rate_limit_overrides), 1, 'an override is taken back');
select is(
  (select count(*)::integer from tenancy.admin_audit_log where action like 'rate_limit.%'), 4,
  'all of it is written down');

-- A plan and an org, as the calls of staff meet them.
delete from core.rate_limit_overrides;
insert into core.rate_limit_overrides (rule, org_id, max_hits) select 'staff_calls', id, 2 from org;
select test_support.as_user('anna');
select public.org_features(id) from org cross join generate_series(1, 2);
select test_support.throws_slug(
  'select public.org_features(id) from org', 429, 'rate_limited', 'staff of one org are limited');

select * from finish();
rollback;
