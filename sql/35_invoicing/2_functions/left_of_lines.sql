-- The lines of an invoice with what was taken back of each so far, as positive amounts.
create or replace function invoicing.left_of_lines(p_invoice invoicing.invoices)
  returns table (
    line smallint,
    kind text,
    source_id uuid,
    name text,
    quantity integer,
    vat_rate integer,
    is_reverse_charged boolean,
    total bigint,
    vat bigint,
    credited bigint,
    credited_vat bigint
  )
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select l.line, l.kind, l.source_id, l.name, l.quantity, l.vat_rate, l.is_reverse_charged,
      l.total_amount::bigint, l.vat_amount::bigint, -coalesce(c.amount, 0), -coalesce(c.vat, 0)
    from invoicing.invoice_lines as l
    left join lateral (
      select sum(d.total_amount) as amount, sum(d.vat_amount) as vat
      from invoicing.invoices as n
      join invoicing.invoice_lines as d on d.org_id = n.org_id and d.invoice_id = n.id
      where n.org_id = l.org_id
        and n.credited_invoice_id = l.invoice_id
        and d.credited_line = l.line
    ) as c on true
    where l.org_id = p_invoice.org_id and l.invoice_id = p_invoice.id;
end
$$;
revoke all on function invoicing.left_of_lines(invoicing.invoices) from public;
