-- What the books say of an order: see payments.payable_kinds. Its lines and its service fee at what
-- was paid for them, VAT apart, less what was paid already for the ticket that it replaces. Of a
-- refund what its items take back, the VAT of a line at the rounded running total of what went back
-- of it; null when it has no items, or is for more than they are.
create or replace function sales.book_order(
  p_org_id uuid,
  p_order_id uuid,
  p_refund_id uuid,
  out subject_id uuid,
  out lines ledger.line[]
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  select o.* into strict v_order
  from sales.orders as o where o.org_id = p_org_id and o.id = p_order_id;
  subject_id := v_order.event_id;
  if p_refund_id is not null then
    lines := sales.book_refund_items(v_order, p_refund_id);
    return;
  end if;
  select array_agg(row(sales.account_of(i.kind), i.vat_amount - i.total_amount)::ledger.line)
    || array[
      row('service_fees', v_order.service_fee_vat_amount - v_order.service_fee_amount),
      row('vat', -v_order.vat_amount - v_order.credit_vat_amount),
      row('between_events', v_order.credit_amount)]::ledger.line[]
  into lines
  from sales.order_items as i
  where i.org_id = p_org_id and i.order_id = p_order_id;
end
$$;
revoke all on function sales.book_order(uuid, uuid, uuid) from public;
