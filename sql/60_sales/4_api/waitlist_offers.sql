create or replace view public.waitlist_offers
with (security_invoker = true) as
select
  f.org_id,
  f.id,
  f.entry_id,
  f.event_id,
  f.ticket_type_id,
  f.wave_id,
  f.quantity,
  f.status,
  f.expires_at,
  f.reason,
  f.order_id,
  f.accepted_quantity,
  f.accepted_at,
  f.declined_at,
  f.expired_at,
  f.withdrawn_at,
  f.created_at,
  f.updated_at
from sales.waitlist_offers as f;
revoke all on public.waitlist_offers from anon, authenticated, service_role;
grant select on public.waitlist_offers to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.waitlist_offers
  for each row execute function core.tg__read_only();
comment on view public.waitlist_offers is
  'Places held for those who waited, for staff with registrations.read. An entry gets one offer.';
comment on column public.waitlist_offers.reason is 'Why staff made it out of turn; null: it was its turn.';
comment on column public.waitlist_offers.accepted_quantity is
  'How many of the places the order took; the rest went to the next.';
