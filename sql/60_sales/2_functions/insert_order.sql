-- Writes an order with its payable and lines, from a record that has its id, public_token_hash and
-- the buyer's fields. A free one is written as paid, with its tickets. Takes no capacity:
-- sales.hold_capacity() follows, last.
create or replace function sales.insert_order(p_order sales.orders, p_lines sales.order_line[])
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_deadline timestamptz;
  v_total bigint;
  v_vat bigint;
  v_order sales.orders;
begin
  select sum(l.quantity::bigint * l.unit_amount), sum(l.vat_amount)
  into v_total, v_vat
  from unnest(p_lines) as l;
  if v_total > 0 then
    v_deadline := v_now + make_interval(mins => core.setting('sales.hold_minutes')::integer);
  end if;
  perform payments.create_payable(p_order.org_id, p_order.id, 'order', v_total::integer, 'EUR');
  insert into sales.orders (
    org_id, id, event_id, order_number, user_id, email, purchaser_name, language,
    subtotal_amount, vat_amount, total_amount, currency, idempotency_key, public_token_hash,
    return_url, expires_at, release_at, status, paid_at, created_at, updated_at
  ) values (
    p_order.org_id, p_order.id, p_order.event_id, sales.random_code(10), p_order.user_id,
    p_order.email, p_order.purchaser_name, p_order.language,
    v_total, v_vat, v_total, 'EUR', p_order.idempotency_key, p_order.public_token_hash,
    p_order.return_url, v_deadline, v_deadline,
    case v_total when 0 then 'paid' else 'pending' end::sales.order_status,
    case v_total when 0 then v_now end, v_now, v_now
  )
  returning * into v_order;
  perform core.audit(
    v_order.org_id, 'order', v_order.id::text, 'order.created', null,
    jsonb_build_object(
      'event_id', v_order.event_id, 'order_number', v_order.order_number, 'status', v_order.status,
      'total_amount', v_total, 'currency', v_order.currency, 'language', v_order.language)
  );
  insert into sales.order_items (
    org_id, order_id, line, ticket_type_id, name, quantity, unit_amount, total_amount, vat_rate,
    vat_amount
  )
  select
    p_order.org_id, p_order.id, l.line, l.ticket_type_id, l.name, l.quantity, l.unit_amount,
    l.quantity * l.unit_amount, l.vat_rate, l.vat_amount
  from unnest(p_lines) with ordinality as l (
    ticket_type_id, name, quantity, unit_amount, vat_rate, vat_amount, line
  );
  if v_total = 0 then
    perform sales.issue_tickets(v_order);
  end if;
  return v_order;
end
$$;
revoke all on function sales.insert_order(sales.orders, sales.order_line[]) from public;
