create or replace view public.customers
with (security_invoker = true) as
select
  r.org_id,
  r.id,
  r.location_id,
  r.user_id,
  r.first_name,
  r.last_name,
  r.email,
  r.phone_number,
  r.language,
  r.total_visits,
  r.no_show_count,
  r.cancel_count,
  r.spend_visits,
  r.total_spend,
  r.avg_spend_per_visit,
  r.first_visit_at,
  r.last_visit_at,
  r.whatsapp_opt_in,
  r.tags,
  r.preferences,
  r.notes,
  r.erased_at,
  r.created_at,
  r.updated_at
from dining.customers as r;
revoke all on public.customers from anon, authenticated, service_role;
grant select on public.customers to authenticated;
comment on view public.customers is
  'Guests of the orgs locations, and what is known of their visits: for staff with reservations.read. Written by update_customer, merge_customers and erase_customer.';
comment on column public.customers.total_spend is
  'Cents, of the visits whose spend is known.';
comment on column public.customers.spend_visits is
  'Visits whose spend is known.';
comment on column public.customers.avg_spend_per_visit is
  'Euros per visit, of the visits whose spend is known.';
comment on column public.customers.tags is
  'vip, frequent_canceller and new_guest follow from the numbers; the others are given by staff.';
comment on column public.customers.erased_at is
  'When the person went; what counts stayed.';
comment on column public.customers.email is
  'Lower case; what a guest is found again by.';
