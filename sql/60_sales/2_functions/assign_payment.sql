-- Gives the money of a payment in review to another order of the org, which it pays in full, for
-- staff with payments.review. Returns what payments.close_review() returns. Raises missing_field,
-- not_found, paid_otherwise, order_not_payable, and what payments.open_review() and
-- payments.assign_payment() raise. Locks: payables, payment, review, order, pools.
create or replace function sales.assign_payment(
  p_review_id uuid,
  p_order_id uuid,
  p_note text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_review payments.payment_reviews;
  v_order sales.orders;
begin
  perform core.require_id('order_id', p_order_id);
  v_review := payments.open_review(p_review_id, 'assign', p_order_id);
  if not exists (
    select from sales.orders as o where o.org_id = v_review.org_id and o.id = p_order_id
  ) then
    perform core.fail('not_found', jsonb_build_object('what', 'order', 'id', p_order_id));
  end if;
  v_order := sales.lock_order(v_review.org_id, p_order_id);
  perform sales.guard_unpaid(v_order);
  return payments.assign_payment(
    v_review, payments.lock_payable(v_review.org_id, p_order_id), p_note);
end
$$;
revoke all on function sales.assign_payment(uuid, uuid, text) from public;
grant execute on function sales.assign_payment(uuid, uuid, text) to authenticated;
