create or replace view public.refused_demand
with (security_invoker = true) as
select
  r.org_id,
  r.location_id,
  r.service_date,
  r.party_size,
  r.channel,
  r.kind,
  r.reason_code,
  sum(r.refusals)::bigint as refusals,
  max(r.last_refused_at) as last_refused_at
from (
  select
    d.org_id, d.location_id, d.service_date, d.party_size, d.channel, d.kind, d.reason_code,
    d.refusals, d.last_refused_at
  from dining.refused_demand as d
  union all
  select
    c.org_id, c.location_id, c.service_date, c.party_size, c.channel, c.kind, c.reason_code,
    c.refusals, c.last_refused_at
  from dining.refusal_counters as c
) as r
group by
  r.org_id, r.location_id, r.service_date, r.party_size, r.channel, r.kind, r.reason_code;
revoke all on public.refused_demand from anon, authenticated, service_role;
grant select on public.refused_demand to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.refused_demand
  for each row execute function core.tg__read_only();
comment on view public.refused_demand is
  'How often guests found no table, and why: for staff with reservations.read. Numbers only, nothing of who asked.';
comment on column public.refused_demand.party_size is 'Parties of more than 100 count as 100.';
comment on column public.refused_demand.kind is
  'search: nothing was to be had on that date; booking: what was to be had was gone.';
comment on column public.refused_demand.reason_code is
  'As slots have it, for a search that of most slots; not_offered: no ticket is for so many.';
