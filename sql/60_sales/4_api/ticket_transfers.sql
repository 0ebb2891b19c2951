create or replace view public.ticket_transfers
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.event_id,
  t.registration_id,
  t.from_ticket,
  t.from_user,
  t.from_participant,
  t.from_email,
  t.from_name,
  t.to_ticket,
  t.to_user,
  t.to_participant,
  t.to_email,
  t.status,
  t.fee_amount,
  t.order_id,
  t.expires_at,
  t.accepted_at,
  t.declined_at,
  t.withdrawn_at,
  t.expired_at,
  t.created_at,
  t.updated_at
from sales.ticket_transfers as t;
revoke all on public.ticket_transfers from anon, authenticated, service_role;
grant select on public.ticket_transfers to authenticated;
comment on view public.ticket_transfers is
  'Tickets that are handed on by e-mail, for staff with registrations.read. Amounts in cents.';
comment on column public.ticket_transfers.from_ticket is 'The ticket that was offered; void once it is accepted.';
comment on column public.ticket_transfers.to_ticket is 'The ticket that was issued instead.';
comment on column public.ticket_transfers.registration_id is 'The place that changes hands.';
comment on column public.ticket_transfers.order_id is 'The order of the fee, where there is one.';
