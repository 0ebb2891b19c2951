-- Sends money of any org's order back, for platform admins: what create_refund() does, decided by
-- the platform. No permission or policy of the org stands in the way, but what was paid and is left
-- does, and who gets it is who paid. `p_reason` is required, stands on the refund and in both logs.
-- Returns what sales.refund_answer() says; a repeat with the same key gets the same answer. Raises
-- missing_field, invalid_field, not_found, what require_platform_admin() and sales.decide_refund()
-- raise.
create or replace function platform.refund(
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
as $$
declare
  v_reason text;
  v_org_id uuid;
  v_answer jsonb;
begin
  perform tenancy.require_platform_admin();
  perform core.require_id('order_id', p_order_id);
  v_reason := core.require_text('reason', p_reason, 500);
  select o.org_id into v_org_id from sales.orders as o where o.id = p_order_id;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'order', 'id', p_order_id));
  end if;
  v_answer := sales.decide_refund(
    'platform_refund', v_org_id, p_order_id, p_amount, p_items, v_reason, p_internal_note,
    p_idempotency_key, p_include_fees);
  perform tenancy.log_admin_act(
    'order.refunded', v_org_id, 'order', p_order_id::text,
    jsonb_build_object(
      'reason', v_reason, 'amount', v_answer -> 'amount', 'refund_id', v_answer -> 'refund_id'));
  perform core.audit(
    v_org_id, 'order', p_order_id::text, 'order.refunded_by_platform', null,
    jsonb_build_object('reason', v_reason, 'amount', v_answer -> 'amount'));
  return v_answer;
end
$$;
revoke all on function platform.refund(uuid, bigint, jsonb, text, text, uuid, boolean) from public;
grant execute on function platform.refund(uuid, bigint, jsonb, text, text, uuid, boolean)
  to authenticated;
