-- Writes an invoice or credit note with its lines under the next number of its legal entity, and
-- queues the mail that brings it to its buyer. From a record that has all but number, moment and
-- amounts.
create or replace function invoicing.insert_document(
  p_document invoicing.invoices,
  p_entity invoicing.legal_entities,
  p_lines invoicing.line[]
)
  returns invoicing.invoices
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_series invoicing.number_series := invoicing.take_number(p_entity);
begin
  p_document.org_id := p_entity.org_id;
  p_document.id := core.new_id();
  p_document.legal_entity_id := p_entity.id;
  p_document.year := v_series.year;
  p_document.sequence := v_series.last_sequence;
  p_document.number := p_entity.number_prefix
    || invoicing.number_text(v_series.year, v_series.last_sequence);
  p_document.issued_at := v_series.last_issued_at;
  p_document.issued_on := (v_series.last_issued_at at time zone p_entity.time_zone)::date;
  select sum(l.total_amount), sum(l.vat_amount), sum(l.total_amount - l.vat_amount)
  into strict p_document.total_amount, p_document.vat_amount, p_document.net_amount
  from unnest(p_lines) as l;
  insert into invoicing.invoices select p_document.*;
  insert into invoicing.invoice_lines (
    org_id, invoice_id, line, kind, source_id, name, quantity, unit_amount, discount_amount,
    total_amount, vat_rate, vat_amount, is_reverse_charged, credited_line
  )
  select
    p_document.org_id, p_document.id, l.line, l.kind, l.source_id, l.name, l.quantity,
    l.unit_amount, l.discount_amount, l.total_amount, l.vat_rate, l.vat_amount,
    l.is_reverse_charged, l.credited_line
  from unnest(p_lines) with ordinality as l (
    kind, source_id, name, quantity, unit_amount, discount_amount, total_amount, vat_rate,
    vat_amount, is_reverse_charged, credited_line, line
  );
  perform core.emit(
    p_document.org_id, 'payable:' || p_document.payable_id, 'email.invoice',
    jsonb_build_object('invoice_id', p_document.id));
  return p_document;
end
$$;
revoke all on function
  invoicing.insert_document(invoicing.invoices, invoicing.legal_entities, invoicing.line[])
  from public;
