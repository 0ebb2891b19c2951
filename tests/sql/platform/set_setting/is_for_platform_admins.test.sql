begin;
select plan(19);

select test_support.make_user('anna');
select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');

select test_support.as_user('anna');
select test_support.throws_slug(s.statement, 403, 'platform_admin_required', s.statement)
from unnest(array[
  'select public.platform_settings()',
  'select public.platform_setting_history(''sales.retry_hours'')',
  'select public.platform_set_setting(''sales.retry_hours'', ''1'', ''x'', 1)',
  'select public.platform_revert_setting(''sales.retry_hours'', 1, ''x'', 1)'
]) as s (statement);
select test_support.as_user('platform');
select is(
  (select s.value - 'description' - 'updated_at' from jsonb_array_elements(public.platform_settings()) as s
   where s.value ->> 'key' = 'payments.mode'),
  '{"key": "payments.mode", "value": "test", "type": "string", "minimum": null, "maximum": null,
    "numbers": null, "choices": ["test", "live"], "is_operational": true, "version": 1}', 'a setting');
select test_support.throws_slug(
  $$ select public.platform_set_setting('payments.mode', '"live"', 'x', 1) $$, 403,
  'setting_is_operational');
select test_support.throws_slug(
  $$ select public.platform_set_setting('sales.nothing', '1', 'x', 1) $$, 404,
  'setting_not_found');
select test_support.throws_slug(
  $$ select public.platform_set_setting('sales.retry_hours', '1', ' ', 1) $$, 400,
  'missing_field', 'a reason is needed');
select test_support.throws_slug(
  $$ select public.platform_set_setting('sales.retry_hours', '1', 'x') $$, 400,
  'missing_field', 'and what was seen');
select is(
  public.platform_set_setting('sales.retry_hours', '36', 'Slow banks', 1) -> 'version', '2');
select test_support.throws_slug(
  $$ select public.platform_set_setting('sales.retry_hours', '12', 'x', 1) $$, 409,
  'setting_changed', 'the second of two who saw the same');
select is(
  public.platform_set_setting('sales.retry_hours', '40', 'Slower', 2) -> 'value', '40');
select test_support.throws_slug(
  $$ select public.platform_revert_setting('sales.retry_hours', 9, 'x', 3) $$, 404,
  'version_not_found');
select is(
  public.platform_revert_setting('sales.retry_hours', 2, 'Too slow', 3) - 'description' - 'updated_at'
  -> 'value', '36', 'back to a version');
select is(
  public.platform_revert_setting('sales.retry_hours', 1, 'As it was', 4) -> 'value', '24',
  'back to the first');
select is(
  (select jsonb_agg(h.value -> 'new_value') from jsonb_array_elements(
    public.platform_setting_history('sales.retry_hours', null, 3)) as h),
  '[24, 36, 40]', 'the history, newest first');
select is(
  (select h.value - 'changed_at' - 'changed_by' from jsonb_array_elements(
    public.platform_setting_history('sales.retry_hours', 3, 1)) as h),
  '{"version": 2, "old_value": 24, "new_value": 36, "reason": "Slow banks",
    "changed_by_email": "platform@example.test"}', 'who and why');
select test_support.throws_slug(
  $$ select public.platform_setting_history('sales.retry_hours', null, 201) $$, 400,
  'invalid_field');
select test_support.as_operator();
select is(
  (select count(*)::integer from tenancy.admin_audit_log where action = 'setting.changed'), 4,
  'every change stands in the administrators'' log');

select * from finish();
rollback;
