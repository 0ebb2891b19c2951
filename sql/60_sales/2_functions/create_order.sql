-- Places an order: for anyone, on the published events of anyone. Prices are ours, capacity is held
-- at once, all lines or none. A free order is settled at once.
--
-- Returns {order_id, order_number, status, public_token, checkout_url, expires_at, total_amount,
-- currency}. With an idempotency key a repeat makes nothing and gets the same answer, with the
-- status that the order has by then; the key belongs to the org of the event. Locks: the key, then
-- capacity pools, last.
--
-- Carts come as arrays, whose length the planner would look at anew on every call: planning cost
-- more than doing, hence the generic plans (here and for all that is called from here).
create or replace function sales.create_order(
  p_event_id uuid,
  p_items jsonb,
  p_email text,
  p_purchaser_name text,
  p_language text,
  p_idempotency_key text,
  p_return_url text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_key text := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_request jsonb;
  v_response jsonb;
  v_event events.events;
  v_cart sales.cart;
  v_lines sales.order_line[];
  v_order sales.orders;
  v_token text;
begin
  if auth.uid() is not null then
    perform core.act_as('guest');
  end if;
  v_cart := sales.read_items(p_items);
  v_order.email := core.require_email('email', p_email);
  v_order.purchaser_name := core.optional_text('purchaser_name', p_purchaser_name, 200);
  v_order.language := sales.request_language(p_language);
  if p_return_url is not null then
    v_order.return_url := sales.read_return_url(p_return_url);
  end if;
  if v_key is not null and p_event_id is not null then
    select e.* into v_event from events.events as e where e.id = p_event_id;
    v_request := jsonb_build_object(
      'event_id', p_event_id, 'items', p_items, 'email', v_order.email,
      'purchaser_name', v_order.purchaser_name, 'user_id', auth.uid());
    v_response := core.begin_idempotent(v_event.org_id::text, 'create_order', v_key, v_request);
    if v_response is not null then
      return v_response || (
        select jsonb_build_object('public_token', core.public_token(o.id), 'status', o.status)
        from sales.orders as o
        where o.id = (v_response ->> 'order_id')::uuid
      );
    end if;
    -- The answer is kept for some days only; the key stays with its order.
    if exists (
      select 1 from sales.orders as o
      where o.org_id = v_event.org_id and o.idempotency_key = v_key
    ) then
      perform core.fail('idempotency_key_reused', jsonb_build_object('idempotency_key', v_key));
    end if;
  end if;

  v_event := sales.find_event_on_sale(p_event_id);
  v_order.id := core.new_id();
  v_order.org_id := v_event.org_id;
  v_order.event_id := v_event.id;
  v_order.user_id := auth.uid();
  v_order.idempotency_key := v_key;
  v_token := core.public_token(v_order.id);
  v_order.public_token_hash := core.token_hash(v_token);
  v_lines := sales.quote(v_event, v_cart);
  v_order := sales.insert_order(v_order, v_lines);
  v_response := jsonb_build_object(
    'order_id', v_order.id,
    'order_number', v_order.order_number,
    'status', v_order.status,
    'public_token', v_token,
    'checkout_url', null,
    'expires_at', v_order.expires_at,
    'total_amount', v_order.total_amount,
    'currency', v_order.currency
  );
  if v_key is not null then
    perform core.finish_idempotent(
      v_event.org_id::text, 'create_order', v_key, v_request,
      v_response - 'public_token');
  end if;
  perform sales.hold_capacity(v_order, v_cart);
  return v_response;
end
$$;
revoke all on function sales.create_order(uuid, jsonb, text, text, text, text, text) from public;
grant execute on function sales.create_order(uuid, jsonb, text, text, text, text, text)
  to anon, authenticated;
