-- An invoice says what its order says, VAT included; and whoever asked for one gets it.
create or replace view sales.promise_invoices as
select i.org_id, i.id as invoice_id, 'its amounts are not those of its order' as problem
from invoicing.invoices as i
join sales.orders as o on o.org_id = i.org_id and o.id = i.payable_id
where i.kind = 'invoice'
  and (
    i.total_amount <> o.total_amount
    or (
      i.vat_amount <> o.vat_amount
      and not exists (
        select from invoicing.invoice_lines as l
        where l.org_id = i.org_id and l.invoice_id = i.id and l.is_reverse_charged
      )
    )
  )
union all
select o.org_id, o.id, 'an invoice was asked for this order, and nobody is to issue it'
from invoicing.buyers as b
join sales.orders as o on o.org_id = b.org_id and o.id = b.payable_id
where o.paid_at is not null
  and not exists (
    select from invoicing.invoices as i where i.org_id = o.org_id and i.payable_id = o.id
  )
  and not exists (
    select from invoicing.tasks as t where t.org_id = o.org_id and t.payable_id = o.id
  );
revoke all on sales.promise_invoices from anon, authenticated, service_role;
comment on view sales.promise_invoices is
  'Invoices that differ from their orders, and orders that lack the invoice somebody asked for.';

insert into core.promises (promise, view, description)
values ('invoices_are_their_orders', 'sales.promise_invoices',
  'An invoice comes to what its order comes to, and whoever asked for one gets it.');
