-- Money that waits for a decision for days.
create or replace view payments.trouble_reviews as
select v.payment_id::text as id, v.created_at as since
from payments.payment_reviews as v
where v.resolved_at is null and v.created_at < core.clock() - interval '3 days';
revoke all on payments.trouble_reviews from anon, authenticated, service_role;
comment on view payments.trouble_reviews is 'Money that waits for a decision for days.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('money_is_in_review', 'payments.trouble_reviews',
  'Money waits for a decision for three days.', null,
  'An owner or admin decides: accept_payment, refund_payment or assign_payment. About what was paid to the platform one of its administrators does: platform_org lists it.');
