-- Who may decide about money in review: staff with payments.review; about what was paid to the
-- platform its administrators alone, and their log has it. Such money is given to nothing else.
-- Raises what tenancy.authorise() raises, platform_admin_required, review_action_impossible.
create or replace function payments.authorise_review(
  p_review payments.payment_reviews,
  p_review_id uuid,
  p_action text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_review.is_for_platform and tenancy.is_platform_admin() then
    perform tenancy.require_platform_admin();
    if p_action = 'assign' then
      perform core.fail('review_action_impossible', jsonb_build_object(
        'action', p_action, 'reason', 'it was paid to the platform'));
    end if;
    perform tenancy.log_admin_act(
      'review.' || p_action, p_review.org_id, 'payment_review', p_review_id::text,
      jsonb_build_object('payment_id', p_review.payment_id, 'reason', p_review.reason));
    return;
  end if;
  perform tenancy.authorise(
    p_review.org_id, 'payments.review', 'payment in review', p_review_id);
  if p_review.is_for_platform then
    perform tenancy.require_platform_admin();
  end if;
end
$$;
revoke all on function payments.authorise_review(payments.payment_reviews, uuid, text) from public;
