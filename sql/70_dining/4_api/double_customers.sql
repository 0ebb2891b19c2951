create or replace view public.double_customers
with (security_invoker = true) as
with doubles as (
  select a.org_id, a.location_id, a.id as customer_id, b.id as other_id, 'phone_number' as reason
  from dining.customers as a
  join dining.customers as b
    on b.org_id = a.org_id and b.location_id = a.location_id and b.phone_number = a.phone_number
    and b.id > a.id
  union all
  select a.org_id, a.location_id, a.id as customer_id, b.id as other_id, 'name' as reason
  from dining.customers as a
  join dining.customers as b
    on b.org_id = a.org_id and b.location_id = a.location_id
    and lower(b.last_name) = lower(a.last_name) and lower(b.first_name) = lower(a.first_name)
    and b.id > a.id
  union all
  select a.org_id, a.location_id, a.id as customer_id, b.id as other_id, 'user' as reason
  from dining.customers as a
  join dining.customers as b
    on b.org_id = a.org_id and b.location_id = a.location_id and b.user_id = a.user_id
    and b.id > a.id
)
select
  d.org_id,
  d.location_id,
  d.customer_id,
  d.other_id,
  array_agg(d.reason order by d.reason) as reasons
from doubles as d
group by d.org_id, d.location_id, d.customer_id, d.other_id;
revoke all on public.double_customers from anon, authenticated, service_role;
grant select on public.double_customers to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.double_customers
  for each row execute function core.tg__read_only();
comment on view public.double_customers is
  'Pairs of guests of a location who may be the same person, for staff with reservations.read; merge_customers makes one of them.';
comment on column public.double_customers.reasons is
  'What they have in common: name (first and last), phone_number, user (their login).';
