create or replace view public.registrations
with (security_invoker = true) as
select
  r.org_id,
  r.id,
  r.event_id,
  r.ticket_type_id,
  y.name as ticket_type,
  r.order_id,
  r.order_item_id,
  r.position,
  r.status,
  b.number as bib_number,
  p.id as participant_id,
  p.first_name,
  p.last_name,
  p.email,
  p.gender,
  p.nationality,
  p.city,
  p.club,
  r.licence_number,
  r.age_on_race_day,
  r.wave_id,
  w.name as wave,
  w.starts_at as wave_starts_at,
  r.team_id,
  g.name as team,
  r.cancelled_at,
  r.cancel_reason,
  r.refunded_at,
  r.created_at,
  r.updated_at,
  r.chip_number,
  g.captain_id = r.id as is_captain
from sales.registrations as r
left join events.ticket_types as y on y.org_id = r.org_id and y.id = r.ticket_type_id
left join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id
left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
left join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id;
revoke all on public.registrations from anon, authenticated, service_role;
grant select on public.registrations to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.registrations
  for each row execute function core.tg__read_only();
comment on view public.registrations is
  'Who takes part in what, for staff with registrations.read: filtered by event and status and ordered by wave_starts_at and bib_number, this is a start list.';
comment on column public.registrations.position is 'Which ticket of its order line, or which place of its team.';
comment on column public.registrations.participant_id is 'Null until somebody says who takes part.';
comment on column public.registrations.age_on_race_day is 'In whole years on the day the event starts, there.';
comment on column public.registrations.chip_number is 'The timing chip that this one wears.';
comment on column public.registrations.is_captain is 'Whether the team is led by this one; null without a team.';
