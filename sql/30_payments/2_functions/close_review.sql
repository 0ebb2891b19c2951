-- Writes down what was decided about a locked review, and by whom. Returns {review_id, payment_id,
-- order_id, resolution, amount, currency, refund_id}, the last of a refund only.
create or replace function payments.close_review(
  p_review payments.payment_reviews,
  p_resolution text,
  p_note text,
  p_refund_id uuid default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update payments.payment_reviews as v
  set resolved_at = core.clock(),
    resolved_by = auth.uid(),
    resolution = p_resolution,
    note = core.optional_prose('note', p_note, 2000)
  where v.org_id = p_review.org_id and v.id = p_review.id;
  return (
    select jsonb_strip_nulls(jsonb_build_object(
      'review_id', p_review.id,
      'payment_id', p.id,
      'order_id', p.payable_id,
      'resolution', p_resolution,
      'amount', p.amount,
      'currency', p.currency,
      'refund_id', p_refund_id))
    from payments.payments as p
    where p.org_id = p_review.org_id and p.id = p_review.payment_id
  );
end
$$;
revoke all on function payments.close_review(payments.payment_reviews, text, text, uuid)
  from public;
