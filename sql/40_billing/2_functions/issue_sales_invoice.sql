-- Writes a document of a charge for a cause that has none, under the next number of the platform;
-- the invoice of a payment is then made at the provider. Credit notes never take back more than is
-- left, and none is written for nothing. VAT is taken back at its rounded running total, so that
-- what takes back all of an amount takes back all of its VAT. Raises billing_details_incomplete,
-- platform_details_incomplete, try_again. Locks: the numbers of the platform, last.
create or replace function billing.issue_sales_invoice(
  p_charge billing.charges,
  p_payment_id uuid,
  p_cause text,
  p_cause_id uuid,
  p_amount integer
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_is_payment boolean := p_cause = 'payment';
  v_corrected billing.sales_invoices := billing.corrected_by(
    p_charge.org_id, p_payment_id, p_cause, p_cause_id);
  v_invoice billing.sales_invoices;
  v_series billing.invoice_series;
  v_left integer;
  v_total integer;
  v_vat integer;
begin
  select coalesce(sum(i.total_amount), 0) into v_left
  from billing.sales_invoices as i
  where i.org_id = p_charge.org_id and i.payment_id = p_payment_id;
  v_total := case p_cause
    when 'payment' then p_amount
    when 'reversal' then -v_corrected.total_amount
    else -least(-p_amount, v_left)
  end;
  if v_total = 0 then
    return;
  end if;
  v_vat := core.included_vat(v_left + v_total, p_charge.vat_basis_points)
    - core.included_vat(v_left, p_charge.vat_basis_points);
  v_invoice.recipient := billing.recipient_of(p_charge.org_id);
  v_invoice.seller := case when not v_is_payment then billing.seller() end;
  v_series := billing.take_invoice_number();
  insert into billing.sales_invoices (
    org_id, charge_id, payment_id, kind, cause, cause_id, corrects_id, status, year, sequence,
    number, numbered_at, issued_on, issued_at, description, language, recipient, seller, net_amount,
    vat_amount, total_amount, vat_basis_points, currency
  )
  select
    p_charge.org_id, p_charge.id, p_payment_id,
    case when v_total < 0 then 'credit_note' else 'invoice' end::invoicing.document_kind,
    p_cause, p_cause_id, v_corrected.id,
    case when v_is_payment then 'numbered' else 'issued' end::billing.sales_invoice_status,
    v_series.year, v_series.last_sequence,
    invoicing.number_text(v_series.year, v_series.last_sequence), v_series.last_issued_at,
    (v_series.last_issued_at at time zone billing.time_zone())::date,
    case when not v_is_payment then v_series.last_issued_at end,
    p_charge.description, o.language, v_invoice.recipient, v_invoice.seller, v_total - v_vat, v_vat,
    v_total, p_charge.vat_basis_points, p_charge.currency
  from tenancy.orgs as o
  where o.id = p_charge.org_id
  returning * into v_invoice;
  if v_is_payment then
    perform billing.emit_sales_invoice(v_invoice);
  end if;
end
$$;
revoke all on function
  billing.issue_sales_invoice(billing.charges, uuid, text, uuid, integer) from public;
