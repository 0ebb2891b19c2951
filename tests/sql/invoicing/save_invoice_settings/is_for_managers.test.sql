begin;
select plan(12);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
select lives_ok(
  format('select test_support.set_up_invoices(id, %L) from org', role), role || ' may')
from unnest(array['owner', 'admin']) as role;
select test_support.throws_slug(
  format('select test_support.set_up_invoices(id, %L) from org', role), 403, 'not_allowed',
  role || ' may not')
from unnest(array['finance', 'support', 'scanner', 'member']) as role;
select test_support.as_operator();
select test_support.throws_slug(
  $$ select test_support.set_up_invoices(id, 'stranger') from org $$, 404, 'not_found');
select test_support.as_user('finance');
select isnt_empty($$ select * from public.invoice_settings $$, 'finance reads them');
select test_support.as_user('support');
select is_empty($$ select * from public.invoice_settings $$, 'support does not');
select test_support.as_user('stranger');
select is_empty($$ select * from public.invoice_settings $$, 'nor do others');
select test_support.as_anon();
select throws_ok($$ select * from public.invoice_settings $$, '42501', null, 'nor visitors');
select throws_ok(
  $$ select public.save_invoice_settings(null, '{}') $$, '42501', null, 'who cannot write either');

select * from finish();
rollback;
