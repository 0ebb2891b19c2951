-- Locks an open review for whoever may decide about it, after its payment and that one's payable,
-- if the action is one of those that there are for it. `p_other_id`: another payable to be locked,
-- in the right order. Raises missing_field, review_closed, review_action_impossible,
-- payment_disputed while the customer's bank has the money, and what authorise_review() raises.
-- Locks: payables, payment, review.
create or replace function payments.open_review(
  p_review_id uuid,
  p_action text,
  p_other_id uuid default null
)
  returns payments.payment_reviews
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_review payments.payment_reviews;
  v_payment payments.payments;
begin
  perform core.require_id('review_id', p_review_id);
  select v.* into v_review from payments.payment_reviews as v where v.id = p_review_id;
  perform payments.authorise_review(v_review, p_review_id, p_action);
  select p.* into strict v_payment
  from payments.payments as p
  where p.org_id = v_review.org_id and p.id = v_review.payment_id;
  -- Later ones first, as everywhere.
  perform 1
  from payments.payables as a
  where a.org_id = v_payment.org_id and a.id in (v_payment.payable_id, p_other_id)
  order by a.id desc
  for no key update;
  select p.* into strict v_payment
  from payments.payments as p
  where p.org_id = v_review.org_id and p.id = v_review.payment_id
  for no key update;
  select v.* into strict v_review
  from payments.payment_reviews as v
  where v.org_id = v_payment.org_id and v.id = p_review_id
  for no key update;
  if v_review.resolved_at is not null then
    perform core.fail('review_closed', jsonb_build_object(
      'resolution', coalesce(v_review.resolution, 'resolved')));
  elsif not p_action = any (payments.review_actions(v_review.reason)) then
    perform core.fail('review_action_impossible', jsonb_build_object(
      'action', p_action, 'reason', 'it waits because of ' || v_review.reason));
  elsif v_payment.status <> 'paid' then
    perform core.fail('review_action_impossible', jsonb_build_object(
      'action', p_action, 'reason', 'it is ' || v_payment.status));
  elsif v_payment.amount_charged_back > 0 then
    perform core.fail('payment_disputed', jsonb_build_object('payment_id', v_payment.id));
  end if;
  return v_review;
end
$$;
revoke all on function payments.open_review(uuid, text, uuid) from public;
