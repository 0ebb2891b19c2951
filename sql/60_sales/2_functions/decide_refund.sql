-- Sends money of an order back, as whoever calls this may decide: of some items, an amount, or all
-- that is left; see make_refund(). `p_include_fees` says whether shares of the service fee go back
-- too; null: as the event says. `p_function` is what the idempotency key belongs to.
--
-- Returns what refund_answer() says. A repeat with the same key changes nothing and gets the same
-- answer, which is kept without what staff wrote; a duplicate at the same moment waits for it.
-- Raises missing_field, invalid_field, idempotency_key_reused, nothing_to_refund, what
-- guard_refund() and make_refund() raise. Locks: the key, payable, order, and what make_refund()
-- locks.
create or replace function sales.decide_refund(
  p_function text,
  p_org_id uuid,
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
  v_order sales.orders;
  v_reason text;
  v_note text;
  v_request jsonb;
  v_response jsonb;
  v_refunds payments.refunds[];
begin
  perform core.require_id('idempotency_key', p_idempotency_key);
  perform core.require_range('amount', p_amount, 1, 5000000);
  v_reason := core.optional_text('reason', p_reason, 500);
  v_note := core.optional_prose('internal_note', p_internal_note, 2000);
  p_items := nullif(p_items, 'null');
  if p_items is not null then
    perform sales.refuse_refund_items(p_items);
  end if;
  v_request := jsonb_build_object(
    'order_id', p_order_id, 'amount', p_amount, 'items', p_items, 'reason', v_reason,
    'internal_note', v_note, 'include_fees', p_include_fees);
  v_response := core.begin_idempotent(
    p_org_id::text, p_function, p_idempotency_key::text, v_request);
  if v_response is not null then
    return v_response || jsonb_build_object('reason', v_reason);
  end if;

  v_order := sales.lock_order(p_org_id, p_order_id);
  perform sales.guard_refund(v_order);
  v_refunds := sales.make_refund(
    v_order, p_items, p_amount::integer, v_reason, p_idempotency_key, core.actor_type(), v_note,
    p_include_fees);
  if v_refunds = '{}' then
    perform core.fail('nothing_to_refund');
  end if;
  perform sales.resolve_failed_refunds(v_refunds);
  v_response := sales.refund_answer(v_refunds);
  perform core.finish_idempotent(
    p_org_id::text, p_function, p_idempotency_key::text, v_request, v_response - 'reason');
  return v_response;
end
$$;
revoke all on function sales.decide_refund(
  text, uuid, uuid, bigint, jsonb, text, text, uuid, boolean
) from public;
