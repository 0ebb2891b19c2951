-- Failed charges that were to be collected again.
create or replace view billing.trouble_charges as
select c.id::text as id, c.retry_at as since
from billing.charges as c
where c.retry_at < core.clock() - interval '1 hour';
revoke all on billing.trouble_charges from anon, authenticated, service_role;
comment on view billing.trouble_charges is 'Failed charges that were to be collected again.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('charges_are_due', 'billing.trouble_charges',
  'Failed charges were to be collected again an hour ago.', 'billing.sweep_retries',
  'entree heal charges_are_due');
