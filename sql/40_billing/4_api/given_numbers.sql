-- Numbers of the platform's invoices, as the promise about them needs them.
create or replace view billing.given_numbers as
select i.year, i.sequence
from billing.sales_invoices as i
where i.cell is null
union all
select d.year, d.sequence
from billing.departed_numbers as d;
revoke all on billing.given_numbers from anon, authenticated, service_role;
comment on view billing.given_numbers is
  'Numbers that this database gave to invoices of the platform, wherever their orgs are now.';
