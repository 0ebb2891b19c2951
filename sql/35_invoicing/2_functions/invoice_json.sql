-- All that stands on an invoice or credit note, with the VAT per rate: what its PDF is made from.
create or replace function invoicing.invoice_json(p_invoice invoicing.invoices)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return to_jsonb(p_invoice)
    - '{org_id,id,legal_entity_id,year,sequence,payable_id,credited_invoice_id,refund_id}'::text[]
    || jsonb_build_object(
    'invoice_id', p_invoice.id,
    'credited_number', (
      select i.number
      from invoicing.invoices as i
      where i.org_id = p_invoice.org_id and i.id = p_invoice.credited_invoice_id
    ),
    'lines', (
      select jsonb_agg(
        to_jsonb(l) - '{org_id,invoice_id,source_id,credited_line}'::text[] order by l.line)
      from invoicing.invoice_lines as l
      where l.org_id = p_invoice.org_id and l.invoice_id = p_invoice.id
    ),
    'vat', (
      select jsonb_agg(to_jsonb(r) order by r.vat_rate, r.is_reverse_charged)
      from (
        select l.vat_rate, l.is_reverse_charged,
          sum(l.total_amount - l.vat_amount) as net_amount, sum(l.vat_amount) as vat_amount,
          sum(l.total_amount) as total_amount
        from invoicing.invoice_lines as l
        where l.org_id = p_invoice.org_id and l.invoice_id = p_invoice.id
        group by l.vat_rate, l.is_reverse_charged
      ) as r
    )
  );
end
$$;
revoke all on function invoicing.invoice_json(invoicing.invoices) from public;
