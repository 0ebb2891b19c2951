create or replace view public.teams
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.event_id,
  t.ticket_type_id,
  t.order_id,
  t.order_item_id,
  t.name,
  t.status,
  t.captain_id,
  t.size_min,
  t.size_max,
  t.closes_at,
  t.completed_at,
  t.incomplete_at,
  t.withdrawn_at,
  t.created_at,
  t.updated_at,
  m.members,
  case t.status when 'forming' then t.size_max - m.members else 0 end as places_left
from sales.teams as t
cross join lateral (
  select count(*)::integer as members
  from sales.registrations as r
  where r.org_id = t.org_id and r.team_id = t.id and r.status in ('pending', 'paid')
) as m;
revoke all on public.teams from anon, authenticated, service_role;
grant select on public.teams to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.teams
  for each row execute function core.tg__read_only();
comment on view public.teams is
  'Teams and how many are in them, for staff with registrations.read; members use my_teams.';
comment on column public.teams.captain_id is 'A registration; of a team that is withdrawn, the last.';
comment on column public.teams.closes_at is
  'Until when it can be joined: what the event''s settings say, else its start.';
