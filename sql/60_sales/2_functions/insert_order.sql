-- Writes an order with its payable and lines, from a record that has its id, public_token_hash,
-- settlement and the buyer's fields, and of a change order what it changes and its credit, which
-- the offer's total allows for. One that costs nothing is written as paid; its tickets are issued
-- by the caller. Takes no capacity: sales.hold_capacity() follows, last.
create or replace function sales.insert_order(
  p_order sales.orders,
  p_offer sales.offer,
  p_hold interval
)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_total bigint := p_offer.total_amount;
  v_deadline timestamptz;
  v_order sales.orders;
begin
  if v_total > 0 then
    v_deadline := v_now + p_hold;
  elsif p_order.settlement <> 'complimentary' then
    p_order.settlement := 'free';
  end if;
  p_order.id := payments.create_payable(p_order.org_id, p_order.id, 'order', v_total::integer, 'EUR');
  insert into sales.orders (
    org_id, id, event_id, purpose, order_number, user_id, email, purchaser_name, language,
    settlement, credit_amount, credit_vat_amount, credit_order_id, change_ticket_id,
    subtotal_amount, discount_amount, service_fee_amount, service_fee_vat_amount, service_fee_rule,
    platform_fee_basis_points, vat_amount, total_amount, currency, promo_code_id, promo_uses,
    terms_version, note, idempotency_key, public_token_hash, return_url, expires_at, release_at,
    status, paid_at, created_at, updated_at
  ) values (
    p_order.org_id, p_order.id, p_order.event_id, coalesce(p_order.purpose, 'sale'),
    core.random_code(10), p_order.user_id,
    p_order.email, p_order.purchaser_name, p_order.language, p_order.settlement,
    coalesce(p_order.credit_amount, 0), coalesce(p_order.credit_vat_amount, 0),
    p_order.credit_order_id, p_order.change_ticket_id,
    p_offer.subtotal_amount, p_offer.discount_amount, p_offer.service_fee_amount,
    p_offer.service_fee_vat_amount, p_offer.service_fee_rule,
    case when v_total > 0 and p_order.settlement = 'provider'
      then events.platform_fee(p_order.org_id, p_order.event_id) end,
    p_offer.vat_amount, v_total, 'EUR', p_offer.promo_code_id, p_offer.promo_uses,
    p_order.terms_version, p_order.note,
    p_order.idempotency_key, p_order.public_token_hash, p_order.return_url, v_deadline, v_deadline,
    case v_total when 0 then 'paid' else 'pending' end::sales.order_status,
    case v_total when 0 then v_now end, v_now, v_now
  )
  returning * into v_order;
  perform core.audit(
    v_order.org_id, 'order', v_order.id::text, 'order.created', null,
    jsonb_build_object(
      'event_id', v_order.event_id, 'purpose', v_order.purpose,
      'order_number', v_order.order_number, 'status', v_order.status,
      'total_amount', v_total, 'currency', v_order.currency, 'language', v_order.language,
      'settlement', v_order.settlement)
  );
  insert into sales.order_items (
    org_id, order_id, line, kind, ticket_type_id, price_tier_id, product_id, variant_id, for_line,
    for_position, name, personalisation, quantity, unit_amount, discount_amount, total_amount,
    vat_rate, vat_amount
  )
  select
    p_order.org_id, p_order.id, l.line, l.kind, l.ticket_type_id, l.price_tier_id, l.product_id,
    l.variant_id, l.for_line, l.for_position, l.name, l.personalisation, l.quantity, l.unit_amount,
    l.discount_amount, l.quantity * l.unit_amount - l.discount_amount, l.vat_rate, l.vat_amount
  from unnest(p_offer.lines) with ordinality as l (
    kind, ticket_type_id, price_tier_id, product_id, variant_id, for_line, for_position, name,
    personalisation, quantity, unit_amount, discount_amount, vat_rate, vat_amount, line
  );
  return v_order;
end
$$;
revoke all on function sales.insert_order(sales.orders, sales.offer, interval) from public;
