begin;
select plan(3);

create temporary table sale as select * from test_support.make_sale();
select test_support.set_up_invoices(org_id, 'seller') from sale;
update tenancy.orgs set email = 'hello@runners.example';
select is(billing.missing_details(billing.details_of(org_id)), '{}', 'nothing is missing') from sale;
select is(d.company || ' ' || d.email, e.legal_name || ' hello@runners.example',
  'it is the same company')
from sale, invoicing.legal_entities as e, billing.details_of(sale.org_id) as d;
select test_support.address_bills(org_id, 'seller', '{"email": null}') from sale;
select is(d.company || ' ' || d.email, 'Runners BV hello@runners.example',
  'unless it said otherwise')
from sale, billing.details_of(sale.org_id) as d;

select * from finish();
rollback;
