-- Accounts whose access was lost.
create or replace view payments.trouble_connections as
select c.id::text as id, coalesce(c.expired_at, c.updated_at) as since
from payments.mollie_connections as c
where c.is_current and (
  c.status = 'expired'
  or (c.status in ('pending', 'active') and not exists (
    select from payments.mollie_tokens as t
    where t.org_id = c.org_id and t.connection_id = c.id)));
revoke all on payments.trouble_connections from anon, authenticated, service_role;
comment on view payments.trouble_connections is 'Accounts whose access was lost.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('connections_are_lost', 'payments.trouble_connections',
  'Accounts at the payment provider are out of reach.', null,
  'An owner or admin connects the account again: mollie-connect. They were told by mail.');
