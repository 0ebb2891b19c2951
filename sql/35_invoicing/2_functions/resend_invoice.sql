-- Mails an invoice again to its buyer; for staff with invoices.manage. Raises not_found,
-- not_allowed, rate_limited.
create or replace function invoicing.resend_invoice(p_invoice_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_invoice invoicing.invoices;
begin
  perform core.require_id('invoice_id', p_invoice_id);
  select i.* into v_invoice from invoicing.invoices as i where i.id = p_invoice_id;
  perform tenancy.authorise(v_invoice.org_id, 'invoices.manage', 'invoice', p_invoice_id);
  perform core.hit_rate_limit('request_invoice', v_invoice.payable_id::text);
  perform core.emit(
    v_invoice.org_id, 'payable:' || v_invoice.payable_id, 'email.invoice',
    jsonb_build_object('invoice_id', v_invoice.id));
  perform core.audit(v_invoice.org_id, 'invoice', v_invoice.id::text, 'invoice.resent');
  return invoicing.name_of(v_invoice) || '{"status": "queued"}';
end
$$;
revoke all on function invoicing.resend_invoice(uuid) from public;
grant execute on function invoicing.resend_invoice(uuid) to authenticated;
