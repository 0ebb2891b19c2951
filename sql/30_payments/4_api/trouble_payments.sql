-- Open payments of which nothing is heard.
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

insert into core.troubles (trouble, view, description, heal, remedy)
values ('payments_are_open', 'payments.trouble_payments',
  'Payments are open and nothing is heard of them.', 'payments.ask_about_payments',
  'entree heal payments_are_open asks the provider again; a worker must run.');
