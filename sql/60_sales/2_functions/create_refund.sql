-- Sends money of an order back, as staff with refunds.create say: of some items, an amount, or all
-- that is left; see decide_refund(), which says what it returns, raises and locks. Raises
-- missing_field, and what tenancy.authorise() raises.
create or replace function sales.create_refund(
  p_order_id uuid,
  p_amount bigint,
  p_items jsonb,
  p_reason text,
  p_internal_note text,
  p_idempotency_key uuid,
  p_include_fees boolean
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_org_id uuid;
begin
  perform core.require_id('order_id', p_order_id);
  select o.org_id into v_org_id from sales.orders as o where o.id = p_order_id;
  perform tenancy.authorise(v_org_id, 'refunds.create', 'order', p_order_id);
  return sales.decide_refund(
    'create_refund', v_org_id, p_order_id, p_amount, p_items, p_reason, p_internal_note,
    p_idempotency_key, p_include_fees);
end
$$;
revoke all on function sales.create_refund(
  uuid, bigint, jsonb, text, text, uuid, boolean
) from public;
grant execute on function sales.create_refund(uuid, bigint, jsonb, text, text, uuid, boolean)
  to authenticated;
