-- Asks for the invoice of an order, with what is to stand on it about its buyer: for whoever has
-- the public token, for the signed-in buyer, and for staff with invoices.manage. It is issued at
-- once for an order that was settled or is to be paid on invoice; for another one when it is paid.
--
-- Returns {order_id, status, invoices}; status is issued or waiting. A repeat changes nothing; once
-- it was issued its details are never changed. While the org's settings lack something, staff are
-- told what, and the wish of a buyer waits. Raises missing_field, invalid_field, invalid_email,
-- order_not_found, not_found, not_allowed, order_not_invoiceable, invoice_is_issued, rate_limited,
-- invoice_settings_incomplete, try_again. Locks: payable, order, then the numbers, last.
create or replace function sales.request_invoice(
  p_public_token text,
  p_order_id uuid,
  p_details jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.find_order_for_invoice(p_public_token, p_order_id);
  v_is_staff boolean := core.actor_type() <> 'guest';
  v_buyer invoicing.buyers;
  v_payable payments.payables;
  v_invoice invoicing.invoices;
begin
  v_buyer := invoicing.read_buyer(coalesce(p_details, '{}'));
  -- Who says nothing of themselves asks for an invoice as it is.
  p_details := nullif(jsonb_strip_nulls(p_details), '{}');
  perform core.hit_rate_limit('request_invoice', v_order.id::text);
  v_order := sales.lock_order(v_order.org_id, v_order.id);
  v_invoice := invoicing.open_invoice(v_order.org_id, v_order.id);
  if v_invoice.id is not null then
    if p_details is not null
      and not invoicing.is_kept(v_order.org_id, v_order.id, v_buyer)
    then
      perform core.fail('invoice_is_issued', jsonb_build_object('number', v_invoice.number));
    end if;
  elsif v_order.paid_at is null and v_order.status <> 'pending' then
    perform core.fail('order_not_invoiceable', jsonb_build_object('status', v_order.status));
  else
    if p_details is not null or not invoicing.is_kept(v_order.org_id, v_order.id, null) then
      perform invoicing.keep_buyer(v_order.org_id, v_order.id, v_buyer);
    end if;
    v_payable := payments.lock_payable(v_order.org_id, v_order.id);
    begin
      perform invoicing.update_documents(v_payable);
    exception when sqlstate 'PT409' then
      if v_is_staff then
        raise;
      end if;
      perform invoicing.note_change(v_order.org_id, v_order.id);
    end;
  end if;
  return jsonb_build_object(
    'order_id', v_order.id,
    'status', case
      when exists (
        select from invoicing.invoices as i
        where i.org_id = v_order.org_id and i.payable_id = v_order.id
      ) then 'issued' else 'waiting' end,
    'invoices', invoicing.documents_of(v_order.org_id, v_order.id));
end
$$;
revoke all on function sales.request_invoice(text, uuid, jsonb) from public;
grant execute on function sales.request_invoice(text, uuid, jsonb) to anon, authenticated;
