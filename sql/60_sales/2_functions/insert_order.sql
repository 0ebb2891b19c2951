-- Writes an order with its payable and lines, from a record with the buyer's fields filled in. A free
-- one is written as paid, with its tickets. Takes no capacity: sales.hold_capacity() follows, last.
create or replace function sales.insert_order(p_order sales.orders, p_lines sales.order_line[])
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_total bigint;
  v_order sales.orders;
begin
  select sum(l.quantity::bigint * l.unit_amount) into v_total from unnest(p_lines) as l;
  if v_total > 5000000 then
    perform core.fail('amount_too_large', jsonb_build_object('total_amount', v_total));
  end if;
  v_order := p_order;
  v_order.id := core.new_id();
  perform payments.create_payable(v_order.org_id, v_order.id, 'order', v_total::integer, 'EUR');
  insert into sales.orders (
    org_id, id, event_id, order_number, user_id, email, purchaser_name, language,
    subtotal_amount, vat_amount, total_amount, currency, idempotency_key, public_token_hash,
    return_url, expires_at, release_at
  )
  select
    v_order.org_id, v_order.id, v_order.event_id, sales.random_code(10), auth.uid(),
    v_order.email, v_order.purchaser_name, v_order.language,
    v_total, sum(sales.included_vat(l.quantity * l.unit_amount, l.vat_rate)), v_total, 'EUR',
    v_order.idempotency_key, core.token_hash(core.public_token(v_order.id)), v_order.return_url,
    v_now + make_interval(mins => core.setting('sales.hold_minutes')::integer),
    v_now + make_interval(mins => core.setting('sales.hold_minutes')::integer)
  from unnest(p_lines) as l
  returning * into v_order;
  insert into sales.order_items (
    org_id, order_id, line, ticket_type_id, name, quantity, unit_amount, total_amount, vat_rate,
    vat_amount
  )
  select
    v_order.org_id, v_order.id, l.line, l.ticket_type_id, l.name, l.quantity, l.unit_amount,
    l.quantity * l.unit_amount, l.vat_rate,
    sales.included_vat(l.quantity * l.unit_amount, l.vat_rate)
  from unnest(p_lines) with ordinality as l (
    ticket_type_id, name, quantity, unit_amount, vat_rate, line
  );
  if v_total = 0 then
    v_order := sales.mark_paid(v_order);
  end if;
  return v_order;
end
$$;
revoke all on function sales.insert_order(sales.orders, sales.order_line[]) from public;
