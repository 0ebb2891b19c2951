begin;
select plan(24);

select is(
  (select version from core.set_setting('sales.retry_hours', '36', 'Slow banks', 1)), 2,
  'a change is a version');
select is(core.setting('sales.retry_hours'), '36', 'which counts at once');
select is(
  (select version from core.set_setting('sales.retry_hours', '36', 'Again', 2)), 2,
  'the same value is none');
update core.settings set value = '48' where key = 'sales.retry_hours';
select results_eq(
  $$ select version, old_value, new_value, reason from core.setting_versions
     where key = 'sales.retry_hours' order by version $$,
  $$ values (2, '24'::jsonb, '36'::jsonb, 'Slow banks'), (3, '36', '48', null) $$,
  'also what was changed past the function');
select test_support.throws_slug(
  $$ select core.set_setting('sales.retry_hours', '12', 'x', 2) $$, 409, 'setting_changed',
  'who saw an older version undoes nothing');
select test_support.throws_slug(
  $$ select core.set_setting('sales.no_such', '12', 'x') $$, 404, 'setting_not_found');
select test_support.throws_slug(
  $$ select core.set_setting('sales.retry_hours', null, 'x') $$, 400, 'missing_field');

-- Wrong values: of another type, broken, out of bounds, none of the choices.
select test_support.throws_slug(
  format('select core.set_setting(%L, %L, %L)', v.key, v.value, 'x'), 400, 'invalid_field',
  v.key || ' is not ' || v.value)
from (
  values
  ('sales.retry_hours', '"36"'), ('sales.retry_hours', '1.5'), ('sales.retry_hours', '0'),
  ('billing.retry_days', '[]'), ('billing.retry_days', '[3, 91]'),
  ('billing.retry_days', '[3, "6"]'), ('billing.retry_days', '[3.5]'),
  ('platform.alert_refunds_org', '[10, 720]'),
  ('platform.alert_refunds_org', '[10, 720, 20, 1]'),
  ('sales.retry_hours', 'null'), ('core.rate_limits_are_on', '1'), ('payments.mode', '"fake"')
) as v (key, value);

select throws_ok(
  $$ update core.settings set value = '721' where key = 'sales.retry_hours' $$, '23514', null,
  'the table keeps the bounds by itself');
select throws_ok(
  $$ update core.settings set value = '[10, 720]' where key = 'platform.alert_refunds_org' $$,
  '23514', null, 'and how many numbers a list has');
select test_support.throws_slug(
  $$ update core.settings set value = '"721"' where key = 'sales.retry_hours' $$, 400,
  'invalid_field', 'and the type');
select test_support.throws_slug(
  $$ update core.setting_versions set reason = 'x' $$, 403, 'append_only', 'history stays');
select is_empty(
  $$ select key from core.settings
     where jsonb_typeof(value) in ('number', 'array') and num_nulls(minimum, maximum) > 0
       or jsonb_typeof(value) = 'string' and choices is null and num_nulls(minimum, maximum) > 0 $$,
  'every number and text has bounds');

select * from finish();
rollback;
