-- Notes that the buyer of an order that was just placed wants an invoice, and what is to stand on
-- it about them. It is issued by the sweep when the order is settled; at once when it is already,
-- or is to be paid on invoice.
create or replace function sales.want_invoice(p_order sales.orders, p_buyer invoicing.buyers)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform invoicing.keep_buyer(p_order.org_id, p_order.id, p_buyer);
  if p_order.status = 'paid' or p_order.settlement = 'invoice' then
    perform invoicing.note_change(p_order.org_id, p_order.id);
  end if;
end
$$;
revoke all on function sales.want_invoice(sales.orders, invoicing.buyers) from public;
