-- An invoice or credit note of an order, with all that stands on it: for whoever has the order's
-- public token (without an id: the first one of the order), for the signed-in buyer, and for staff
-- with payments.read. Raises sign_in_required, order_not_found, invoice_not_found, not_found,
-- not_allowed.
create or replace function sales.get_invoice(p_invoice_id uuid, p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
  v_invoice invoicing.invoices;
begin
  if p_public_token is not null then
    v_order := sales.find_order(p_public_token);
    select i.* into v_invoice
    from invoicing.invoices as i
    where i.org_id = v_order.org_id
      and i.payable_id = v_order.id
      and (p_invoice_id is null or i.id = p_invoice_id)
    order by i.issued_at, i.sequence
    limit 1;
    if not found then
      perform core.fail('invoice_not_found', jsonb_build_object('invoice_id', p_invoice_id));
    end if;
    return invoicing.invoice_json(v_invoice);
  end if;
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.require_id('invoice_id', p_invoice_id);
  select i.* into v_invoice from invoicing.invoices as i where i.id = p_invoice_id;
  select o.* into v_order
  from sales.orders as o
  where o.org_id = v_invoice.org_id and o.id = v_invoice.payable_id;
  if v_order.user_id is distinct from auth.uid() then
    perform tenancy.authorise(v_invoice.org_id, 'payments.read', 'invoice', p_invoice_id);
  end if;
  return invoicing.invoice_json(v_invoice);
end
$$;
revoke all on function sales.get_invoice(uuid, text) from public;
grant execute on function sales.get_invoice(uuid, text) to anon, authenticated, service_role;
