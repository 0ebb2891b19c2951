-- Calls that wait for a connection for a day, or for one that works.
create or replace view payments.trouble_parked_calls as
select k.id::text as id, k.created_at as since
from payments.parked_calls as k
join payments.mollie_connections as c on c.org_id = k.org_id and c.id = k.connection_id
where c.status in ('pending', 'active') or k.created_at < core.clock() - interval '1 day';
revoke all on payments.trouble_parked_calls from anon, authenticated, service_role;
comment on view payments.trouble_parked_calls is
  'Calls that wait for a connection for a day, or for one that works.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('calls_are_parked', 'payments.trouble_parked_calls',
  'Calls to the payment provider wait for a connection.', 'payments.unpark_calls',
  'See them: entree outbox list --parked. They go on when the account is connected again; where it'
  ' is: entree heal calls_are_parked');
