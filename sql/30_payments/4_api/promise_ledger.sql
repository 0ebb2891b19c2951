-- requires: booked_payments
--
-- The books say of every payment what payments say: what was captured less what went back and was
-- charged back is where its money is, and credits of the platform's fee are in proportion. Nothing
-- is booked of money that there is not.
create or replace view payments.promise_ledger as
select c.org_id, c.payment_id,
  format('%s is %s in the books, %s in truth', c.item, c.ledger_amount, c.payment_amount)
    as problem
from payments.booked_payments as c
where c.ledger_amount <> c.payment_amount
union all
select j.org_id, j.cause_id, format('a %s in the books that there is not', j.cause)
from ledger.journals as j
where (j.cause in ('payment', 'settlement') and not exists (
    select from payments.payments as p where p.org_id = j.org_id and p.id = j.cause_id
  ))
  or (j.cause = 'refund' and not exists (
    select from payments.refunds as r where r.org_id = j.org_id and r.id = j.cause_id
  ))
  or (j.cause in ('chargeback', 'chargeback_reversal') and not exists (
    select from payments.chargebacks as b where b.org_id = j.org_id and b.id = j.cause_id
  ))
union all
select p.org_id, p.id, 'it settled something, and is not booked as that'
from payments.payments as p
where p.has_settled
  and exists (
    select
    from ledger.journals as j
    cross join lateral unnest(j.lines) as l
    where j.org_id = p.org_id and j.cause = 'payment' and j.cause_id = p.id
      and l.account in ('unallocated', 'platform.unallocated')
  )
  and not exists (
    select from ledger.journals as j
    where j.org_id = p.org_id and j.cause = 'settlement' and j.cause_id = p.id
  );
revoke all on payments.promise_ledger from anon, authenticated, service_role;
comment on view payments.promise_ledger is 'Payments of which the books say something else.';

insert into core.promises (promise, view, description)
values ('books_say_what_payments_say', 'payments.promise_ledger',
  'The books hold every payment, refund and chargeback, and the platform''s fee and its credits, to the cent.');
