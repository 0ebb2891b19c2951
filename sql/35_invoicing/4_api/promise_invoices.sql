-- Numbers without gap or duplicate, totals to the cent, and no credit note beyond its invoice.
create or replace view invoicing.promise_invoices as
select i.org_id, null::uuid as invoice_id,
  format('numbers of %s of %s have a gap or a duplicate', i.year, i.legal_entity_id) as problem
from invoicing.invoices as i
group by i.org_id, i.legal_entity_id, i.year
having count(*) <> max(i.sequence)
  or count(distinct i.sequence) <> count(*)
  or count(distinct i.number) <> count(*)
union all
select s.org_id, null, format('the last number of %s is not the last one given', s.year)
from invoicing.number_series as s
where s.last_sequence is distinct from (
  select max(i.sequence)
  from invoicing.invoices as i
  where i.org_id = s.org_id and i.legal_entity_id = s.legal_entity_id and i.year = s.year
)
union all
select i.org_id, i.id, 'its lines add up to something else'
from invoicing.invoices as i
left join lateral (
  select sum(l.total_amount) as total, sum(l.vat_amount) as vat
  from invoicing.invoice_lines as l
  where l.org_id = i.org_id and l.invoice_id = i.id
) as l on true
where (i.total_amount, i.vat_amount) is distinct from (l.total, l.vat)
union all
select i.org_id, i.id, 'it does not come to what was to be paid'
from invoicing.invoices as i
join payments.payables as p on p.org_id = i.org_id and p.id = i.payable_id
where i.kind = 'invoice' and i.total_amount <> p.amount
union all
select i.org_id, i.id, 'what was credited is not what its credit notes say'
from invoicing.invoices as i
left join invoicing.balances as b on b.org_id = i.org_id and b.invoice_id = i.id
where i.kind = 'invoice'
  and (b.total_amount, b.credited_amount) is distinct from (
    i.total_amount, (
      select coalesce(-sum(n.total_amount), 0)
      from invoicing.invoices as n
      where n.org_id = i.org_id and n.credited_invoice_id = i.id
    )
  );
revoke all on invoicing.promise_invoices from anon, authenticated, service_role;
comment on view invoicing.promise_invoices is
  'Gaps and duplicates in invoice numbers, and invoices that do not add up.';

insert into core.promises (promise, view, description)
values ('invoices_add_up', 'invoicing.promise_invoices',
  'Invoice numbers have no gap and no duplicate; invoices and their credit notes add up to what was paid.');
