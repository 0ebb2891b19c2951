-- Whether a cart could be ordered at this moment, without ordering it: the same checks as
-- create_order, without locks, so it promises nothing. Raises the same errors; returns
-- {ok: true, subtotal_amount, currency}.
create or replace function sales.validate_checkout_capacity(p_event_id uuid, p_items jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_total bigint;
  v_cart sales.cart := sales.read_items(p_items);
begin
  v_event := sales.find_event_on_sale(p_event_id);
  select sum(l.quantity::bigint * l.unit_amount) into v_total
  from unnest(sales.quote(v_event, v_cart)) as l;
  return jsonb_build_object('ok', true, 'subtotal_amount', v_total, 'currency', 'EUR');
end
$$;
revoke all on function sales.validate_checkout_capacity(uuid, jsonb) from public;
grant execute on function sales.validate_checkout_capacity(uuid, jsonb) to anon, authenticated;
