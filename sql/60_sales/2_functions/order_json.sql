-- What the buyer of an order sees of it. Tickets only once it is paid, and without those that were
-- issued to somebody else by a transfer.
create or replace function sales.order_json(p_order sales.orders)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'order_id', p_order.id,
    'order_number', p_order.order_number,
    'purpose', p_order.purpose,
    'status', p_order.status,
    'email', p_order.email,
    'purchaser_name', p_order.purchaser_name,
    'language', p_order.language,
    'settlement', p_order.settlement,
    'subtotal_amount', p_order.subtotal_amount,
    'discount_amount', p_order.discount_amount,
    'service_fee_amount', p_order.service_fee_amount,
    'service_fee_vat_amount', p_order.service_fee_vat_amount,
    'service_fee_vat_rate', (p_order.service_fee_rule ->> 'vat_rate')::integer,
    'credit_amount', p_order.credit_amount,
    'credit_vat_amount', p_order.credit_vat_amount,
    'credit_vat_rate', (
      select i.vat_rate
      from sales.ticket_instances as t
      join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
      where t.org_id = p_order.org_id and t.id = p_order.change_ticket_id
        and p_order.credit_amount > 0
    ),
    'vat_amount', p_order.vat_amount,
    'total_amount', p_order.total_amount,
    'currency', p_order.currency,
    'expires_at', p_order.expires_at,
    'paid_at', p_order.paid_at,
    'created_at', p_order.created_at,
    'checkout_url', (
      select p.checkout_url
      from payments.payments as p
      where p.org_id = p_order.org_id and p.id = p_order.checkout_session_id and p.status = 'open'
        and p_order.status = 'pending'
    ),
    'event', (
      select jsonb_build_object(
        'event_id', e.id, 'title', e.title, 'slug', e.slug, 'sport', e.sport, 'status', e.status,
        'location_name', e.location_name, 'location_address', e.location_address,
        'time_zone', e.time_zone, 'starts_at', e.starts_at, 'ends_at', e.ends_at)
      from events.events as e
      where e.org_id = p_order.org_id and e.id = p_order.event_id
    ),
    'items', (
      select jsonb_agg(jsonb_build_object(
        'order_item_id', i.id, 'line', i.line, 'kind', i.kind, 'ticket_type_id', i.ticket_type_id,
        'product_id', i.product_id, 'variant_id', i.variant_id, 'for_line', i.for_line,
        'for_position', i.for_position, 'name', i.name, 'personalisation', i.personalisation,
        'quantity', i.quantity, 'unit_amount', i.unit_amount,
        'discount_amount', i.discount_amount, 'total_amount', i.total_amount,
        'vat_rate', i.vat_rate, 'vat_amount', i.vat_amount, 'from_item_id', i.from_item_id)
        order by i.line)
      from sales.order_items as i
      where i.org_id = p_order.org_id and i.order_id = p_order.id
    ),
    'registrations', sales.order_registrations(p_order),
    'invoices', invoicing.documents_of(p_order.org_id, p_order.id),
    'tickets', sales.tickets_json(p_order.org_id, array(
      select t.id
      from sales.ticket_instances as t
      where t.org_id = p_order.org_id and t.order_id = p_order.id and t.transfer_id is null
    ))
  );
end
$$;
revoke all on function sales.order_json(sales.orders) from public;
