-- The document that one of a cause takes back, or part of it: the invoice of the payment; of a
-- chargeback that was reversed its credit note. Nothing known for a payment.
create or replace function billing.corrected_by(
  p_org_id uuid,
  p_payment_id uuid,
  p_cause text,
  p_cause_id uuid
)
  returns billing.sales_invoices
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_invoice billing.sales_invoices;
begin
  select i.* into v_invoice
  from billing.sales_invoices as i
  where i.org_id = p_org_id
    and case p_cause
      when 'payment' then false
      when 'reversal' then i.cause = 'chargeback' and i.cause_id = p_cause_id
      else i.cause = 'payment' and i.cause_id = p_payment_id
    end;
  return v_invoice;
end
$$;
revoke all on function billing.corrected_by(uuid, uuid, text, uuid) from public;
