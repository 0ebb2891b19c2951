-- Closes what waits for a person about a payment for a reason, once there is nothing left to
-- decide: about one refund, or all of it.
create or replace function payments.resolve_review(
  p_org_id uuid,
  p_payment_id uuid,
  p_reason text,
  p_refund_id uuid default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update payments.payment_reviews as v
  set resolved_at = core.clock()
  where v.org_id = p_org_id
    and v.payment_id = p_payment_id
    and v.reason = p_reason
    and v.resolved_at is null
    and (p_refund_id is null or v.data ->> 'refund_id' = p_refund_id::text);
end
$$;
revoke all on function payments.resolve_review(uuid, uuid, text, uuid) from public;
