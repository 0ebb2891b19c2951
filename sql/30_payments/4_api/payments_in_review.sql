create or replace view public.payments_in_review
with (security_invoker = true) as
select
  v.org_id,
  v.id,
  v.payment_id,
  v.reason,
  v.data,
  v.created_at,
  payments.review_actions(v.reason) as actions
from payments.payment_reviews as v
where v.resolved_at is null;
revoke all on public.payments_in_review from anon, authenticated, service_role;
grant select on public.payments_in_review to authenticated;
comment on view public.payments_in_review is 'Money that arrived otherwise than agreed, or could not go back, and waits for a person. actions: what can be done about it, with accept_payment, refund_payment and assign_payment.';
