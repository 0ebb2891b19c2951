-- Subscriptions with which time did nothing.
create or replace view billing.trouble_subscriptions as
select s.id::text as id, s.due_at as since
from billing.subscriptions as s
where s.due_at < core.clock() - interval '1 hour';
revoke all on billing.trouble_subscriptions from anon, authenticated, service_role;
comment on view billing.trouble_subscriptions is 'Subscriptions with which time did nothing.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('subscriptions_are_due', 'billing.trouble_subscriptions',
  'Subscriptions are due for an hour.', 'billing.sweep_subscriptions',
  'entree heal subscriptions_are_due');
