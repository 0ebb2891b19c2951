-- Reads go on, administrators and workers change what they like, everybody else waits.
begin;
select plan(16);

select test_support.make_user('anna');
select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');
create function test_support.request(p_path text default '/orders') returns text
language plpgsql as $$
declare
  v_detail text;
begin
  perform set_config('request.method', 'POST', true);
  perform set_config('request.path', p_path, true);
  perform core.pre_request();
  return 'passed';
exception when sqlstate 'PGRST' then
  get stacked diagnostics v_detail = pg_exception_detail;
  return concat_ws(' ', sqlerrm::json ->> 'code', (sqlerrm::json ->> 'details')::json ->> 'code',
    v_detail::json ->> 'status', v_detail::json #>> '{headers,Retry-After}',
    (sqlerrm::json ->> 'details')::json ->> 'text_nl');
end
$$;
grant execute on function test_support.request(text) to public;

select test_support.as_anon();
select is(test_support.request(), 'passed', 'before');
select test_support.as_user('anna');
select test_support.throws_slug(
  $$ select public.platform_set_maintenance(true, 'x', 'x', 60, 'x') $$, 403,
  'platform_admin_required');
select test_support.as_user('platform');
select test_support.throws_slug(
  $$ select public.platform_set_maintenance(null, 'x', 'x', 60, 'x') $$, 400, 'missing_field');
select test_support.throws_slug(
  $$ select public.platform_set_maintenance(true, 'x', 'x', 9, 'x') $$, 400, 'invalid_field');
select test_support.throws_slug(
  $$ select public.platform_set_maintenance(true, repeat('x', 501), 'x', 60, 'x') $$, 400,
  'invalid_field');
select is(
  public.platform_set_maintenance(true, 'Even wachten', null, 120, 'New disks'),
  '{"is_on": true, "retry_after": 120, "text_nl": "Even wachten", "text_en": null}', 'it begins');
select is(test_support.request(), 'passed', 'its administrators go on');
select test_support.as_anon();
select is(test_support.request(), 'PT503 maintenance 503 120 Even wachten', 'visitors wait');
select is(test_support.request('/rpc/create_order'), 'PT503 maintenance 503 120 Even wachten',
  'whatever they change');
select is(test_support.request('/rpc/search_orders'), 'passed', 'what is only read goes on');
select test_support.as_user('anna');
select is(test_support.request(), 'PT503 maintenance 503 120 Even wachten', 'users wait');
select test_support.as_service();
select is(test_support.request(), 'passed', 'workers go on');
select test_support.as_user('platform');
select public.platform_set_maintenance(false, null, null, null, 'Done');
select test_support.as_anon();
select is(test_support.request(), 'passed', 'afterwards');

select test_support.as_operator();
select results_eq(
  $$ select version, new_value, reason, changed_by from core.setting_versions
     where key = 'core.maintenance_is_on' order by version $$,
  $$ values (2, 'true'::jsonb, 'New disks', test_support.user_id('platform')),
    (3, 'false', 'Done', test_support.user_id('platform')) $$,
  'its history is that of a setting');
select is(
  (select count(*)::integer from tenancy.admin_audit_log where action = 'maintenance.set'), 2,
  'and stands in the administrators'' log');
select is_empty(
  $$ select function from core.maintenance_reads
     where function not in (
       select proname from pg_proc where pronamespace = 'public'::regnamespace) $$,
  'what goes on is there');

select * from finish();
rollback;
