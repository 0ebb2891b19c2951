-- requires: given_numbers
-- Numbers without gap or duplicate; one invoice per payment of the platform's bills, with credit
-- notes that never exceed it; what has none waits for it.
create or replace view billing.promise_sales_invoices as
select null::uuid as org_id, null::uuid as id, format('numbers of %s have a gap', i.year) as problem
from billing.given_numbers as i
group by i.year
having count(*) <> max(i.sequence)
union all
select null, null, format('the last number of %s is not the last one given', s.year)
from billing.invoice_series as s
where s.last_sequence is distinct from (
  select max(i.sequence) from billing.given_numbers as i where i.year = s.year
)
union all
select i.org_id, min(i.charge_id::text)::uuid, 'more was taken back than was invoiced'
from billing.sales_invoices as i
group by i.org_id, i.payment_id
having sum(i.total_amount) < 0 or sum(i.vat_amount) < 0
union all
select i.org_id, i.charge_id, 'the invoice does not come to what was paid'
from billing.sales_invoices as i
join payments.payments as p on p.org_id = i.org_id and p.id = i.payment_id
where i.cause = 'payment' and i.total_amount <> p.amount
union all
select c.org_id, c.id, format('what it was %s has no document, and waits for none', k.did)
from billing.charges as c
cross join lateral (
  select k.cause_id,
    case k.cause when 'payment' then 'paid with' when 'refund' then 'paid back' else 'disputed with'
    end as did
  from billing.causes_of(c.org_id, c.id) as k
  where not exists (
    select from billing.sales_invoices as i
    where i.org_id = c.org_id and i.cause = k.cause and i.cause_id = k.cause_id
  )
  -- Nothing is left to take back of what went back twice.
  and (k.amount > 0 or 0 < (
    select sum(i.total_amount)
    from billing.sales_invoices as i
    where i.org_id = c.org_id and i.payment_id = k.payment_id
  ))
) as k
where not exists (
    select from billing.invoice_tasks as t where t.org_id = c.org_id and t.charge_id = c.id
  );
revoke all on billing.promise_sales_invoices from anon, authenticated, service_role;
comment on view billing.promise_sales_invoices is
  'Gaps in the platform''s invoice numbers, and bills that were paid and have no invoice.';

insert into core.promises (promise, view, description)
values ('bills_have_invoices', 'billing.promise_sales_invoices',
  'Every payment of a bill of the platform has one invoice, or waits for it; its numbers have no gap, and credit notes never exceed their invoice.');
