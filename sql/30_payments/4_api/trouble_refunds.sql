-- Refunds that the provider should have been told of, without a message to do it.
create or replace view payments.trouble_refunds as
select r.id::text as id, r.sent_at as since
from payments.refunds as r
where r.status = 'pending'
  and r.provider = 'mollie'
  and r.mollie_refund_id is null
  and r.sent_at < core.clock() - interval '1 hour'
  and not payments.is_on_its_way(r.payment_id);
revoke all on payments.trouble_refunds from anon, authenticated, service_role;
comment on view payments.trouble_refunds is
  'Refunds that the provider should have been told of, without a message to do it.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('refunds_are_unsent', 'payments.trouble_refunds',
  'Refunds were to be sent and no message does it.', 'payments.resend_refunds',
  'entree heal refunds_are_unsent');
