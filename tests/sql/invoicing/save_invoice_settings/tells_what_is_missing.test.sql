begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table said as
select test_support.set_up_invoices(org_id, 'seller', '{"vat_number": null, "iban": " "}') as j
from sale;
select is(j -> 'missing', '["vat_number", "iban"]', 'exactly what is missing') from said;
select is(j ->> 'postal_code', '3512 JE', 'and what is known') from said;
select test_support.throws_slug(
  $$ select test_support.set_up_invoices(org_id, 'seller', '{"issue": "always", "city": null}')
    from sale $$, 409, 'invoice_settings_incomplete', 'not always while something is missing');
select is(
  test_support.set_up_invoices(org_id, 'seller',
    '{"vat_number": null, "is_vat_exempt": true, "issue": "always"}') -> 'missing', '[]',
  'whoever is exempt from VAT needs no number') from sale;
select is(
  test_support.set_up_invoices(org_id, 'seller',
    '{"country": "BE", "kvk_number": null, "vat_number": "BE0403019261"}') -> 'missing', '[]',
  'and a company abroad no KVK number') from sale;
select is((select is_vat_exempt from invoicing.legal_entities), true, 'what is not sent stays');
select is((select count(*) from invoicing.legal_entities), 1::bigint, 'of the same company');
select is(
  invoicing.missing_settings(null),
  array['legal_name', 'address', 'postal_code', 'city', 'country', 'kvk_number', 'vat_number',
    'iban'], 'of nobody everything is missing');

select * from finish();
rollback;
