-- What an order's idempotency key got before, with the status that the order has by now; null when
-- the order is still to be placed. Locks the key. Raises idempotency_key_reused.
create or replace function sales.begin_order(
  p_org_id uuid,
  p_function text,
  p_key text,
  p_request jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_response jsonb := core.begin_idempotent(p_org_id::text, p_function, p_key, p_request);
begin
  if v_response is not null then
    return v_response || (
      select jsonb_build_object(
        'public_token', core.public_token(o.org_id, o.id), 'status', o.status)
      from sales.orders as o
      where o.id = (v_response ->> 'order_id')::uuid
    );
  end if;
  -- The answer is kept for some days only; the key stays with its order.
  if exists (
    select 1 from sales.orders as o where o.org_id = p_org_id and o.idempotency_key = p_key
  ) then
    perform core.fail('idempotency_key_reused', jsonb_build_object('idempotency_key', p_key));
  end if;
  return null;
end
$$;
revoke all on function sales.begin_order(uuid, text, text, jsonb) from public;
