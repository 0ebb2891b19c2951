begin;
select plan(14);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
select lives_ok(
  format('select test_support.address_bills(id, %L) from org', role), role || ' may')
from unnest(array['owner', 'admin', 'finance']) as role;
select test_support.throws_slug(
  format('select test_support.address_bills(id, %L) from org', role), 403, 'not_allowed',
  role || ' may not')
from unnest(array['support', 'scanner', 'member']) as role;
select test_support.as_operator();
select test_support.throws_slug(
  $$ select test_support.address_bills(id, 'stranger') from org $$, 404, 'not_found');
select test_support.as_user('finance');
select isnt_empty($$ select * from public.billing_details $$, 'finance reads them');
select test_support.as_user('support');
select is_empty($$ select * from public.billing_details $$, 'support does not');
select test_support.as_user('stranger');
select is_empty($$ select * from public.billing_details $$, 'nor do others');
select test_support.as_user('owner');
select is(public.save_billing_details(id, '{"vat_number": "nl 0012.34567 b01"}') ->> 'vat_number',
  'NL001234567B01', 'a VAT number has one form') from org;
select is(public.save_billing_details(id, '{"address": null, "email": "A@B.nl"}')
    - '{org_id,created_at,updated_at}'::text[],
  '{"company": "Runners BV", "address": null, "postal_code": "1234 AB", "city": "Utrecht",
    "country": "NL", "kvk_number": "12345678", "vat_number": "NL001234567B01", "email": "a@b.nl",
    "missing": ["address"]}', 'what is left out stays, null empties') from org;
select test_support.throws_slug(
  format($$ select public.save_billing_details(id, %L) from org $$, details), 400, slug)
from (values ('{"kvk_number": "123"}', 'invalid_field'), ('{"email": "x"}', 'invalid_email'))
  as c (details, slug);

select * from finish();
rollback;
