-- What is stuck between us and the provider, or waits for somebody.
create or replace view payments.trouble_payments as
select p.id::text as id, coalesce(p.check_requested_at, p.created_at) as since
from payments.payments as p
where p.status in ('created', 'open', 'pending', 'authorized')
  and p.provider = 'mollie'
  and (
    p.check_at < core.clock() - interval '15 minutes'
    or (
      coalesce(p.check_requested_at, p.created_at) < core.clock() - interval '1 hour'
      and (p.check_requested_at > coalesce(p.checked_at, '-infinity')
        or p.expires_at < core.clock() - interval '1 hour')
      and not payments.is_on_its_way(p.id)
    )
  );
revoke all on payments.trouble_payments from anon, authenticated, service_role;
comment on view payments.trouble_payments is 'Open payments of which nothing is heard.';

create or replace view payments.trouble_refunds as
select r.id::text as id, r.sent_at as since
from payments.refunds as r
where r.status = 'pending'
  and r.provider = 'mollie'
  and r.mollie_refund_id is null
  and r.sent_at < core.clock() - interval '1 hour'
  and not payments.is_on_its_way(r.payment_id);
revoke all on payments.trouble_refunds from anon, authenticated, service_role;
comment on view payments.trouble_refunds is
  'Refunds that the provider should have been told of, without a message to do it.';

create or replace view payments.trouble_reviews as
select v.payment_id::text as id, v.created_at as since
from payments.payment_reviews as v
where v.resolved_at is null and v.created_at < core.clock() - interval '3 days';
revoke all on payments.trouble_reviews from anon, authenticated, service_role;
comment on view payments.trouble_reviews is 'Money that waits for a decision for days.';

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

create or replace view payments.trouble_parked_calls as
select k.id::text as id, k.created_at as since
from payments.parked_calls as k
join payments.mollie_connections as c on c.org_id = k.org_id and c.id = k.connection_id
where c.status in ('pending', 'active') or k.created_at < core.clock() - interval '1 day';
revoke all on payments.trouble_parked_calls from anon, authenticated, service_role;
comment on view payments.trouble_parked_calls is
  'Calls that wait for a connection for a day, or for one that works.';

insert into core.troubles (trouble, view, description, heal, remedy) values
  ('payments_are_open', 'payments.trouble_payments',
   'Payments are open and nothing is heard of them.', 'payments.ask_about_payments',
   'entree heal payments_are_open asks the provider again; a worker must run.'),
  ('refunds_are_unsent', 'payments.trouble_refunds',
   'Refunds were to be sent and no message does it.', 'payments.resend_refunds',
   'entree heal refunds_are_unsent'),
  ('money_is_in_review', 'payments.trouble_reviews',
   'Money waits for a decision for three days.', null,
   'An owner or admin decides: accept_payment, refund_payment or assign_payment.'),
  ('connections_are_lost', 'payments.trouble_connections',
   'Accounts at the payment provider are out of reach.', null,
   'An owner or admin connects the account again: mollie-connect. They were told by mail.'),
  ('calls_are_parked', 'payments.trouble_parked_calls',
   'Calls to the payment provider wait for a connection.', 'payments.unpark_calls',
   'See them: entree outbox list --parked. They go on when the account is connected again; where it'
   ' is: entree heal calls_are_parked');
