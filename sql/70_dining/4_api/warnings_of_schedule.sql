-- What keeps guests from coming, or may surprise them, in the shifts and tickets of locations: each
-- with the row it is about and what its sentence tells. Read through public.dining_setup_warnings.
create or replace view dining.warnings_of_schedule
with (security_invoker = true) as
with offers as (
  select
    o.org_id, o.location_id, o.id, o.ticket_id, o.shift_id, s.name as shift, t.name as ticket,
    t.duration_minutes, t.squeeze_enabled, t.min_party_size, o.pacing_arrivals_limit,
    (extract(epoch from s.end_time - s.start_time) / 60)::integer
      + case when s.end_time <= s.start_time then 1440 else 0 end as shift_minutes,
    least(o.pacing_covers_limit, o.max_covers_total + r.overbooking_tolerance) as covers_limit
  from dining.shift_tickets as o
  join dining.shifts as s on s.org_id = o.org_id and s.id = o.shift_id and s.is_active
  join dining.tickets as t on t.org_id = o.org_id and t.id = o.ticket_id and t.is_active
  join dining.reservation_settings as r on r.org_id = o.org_id and r.location_id = o.location_id
  where o.is_active
),
openings as (
  -- Each shift on each of its days, in minutes of the week; that of Sunday also before Monday.
  select
    s.org_id, s.location_id, s.id, s.name, d.day,
    int4range(
      w.midnight + (extract(epoch from s.start_time) / 60)::integer,
      w.midnight + (extract(epoch from s.end_time) / 60)::integer
      + case when s.end_time <= s.start_time then 1440 else 0 end) as during
  from dining.shifts as s
  cross join lateral unnest(s.days_of_week) as d (day)
  cross join lateral unnest(
    array[(d.day - 1) * 1440] || case d.day when 7 then array[-1440] else '{}' end
  ) as w (midnight)
  where s.is_active
)
select
  t.org_id, t.location_id, 'ticket_in_no_shift' as slug, 'warning' as severity,
  'tickets' as about_table, t.id as about_id, jsonb_build_object('name', t.name) as data
from dining.tickets as t
where t.is_active
  and not exists (select from offers as o where o.org_id = t.org_id and o.ticket_id = t.id)
union all
select
  s.org_id, s.location_id, 'shift_without_tickets', 'warning', 'shifts', s.id,
  jsonb_build_object('name', s.name)
from dining.shifts as s
where s.is_active
  and not exists (select from offers as o where o.org_id = s.org_id and o.shift_id = s.id)
union all
select
  l.org_id, l.id as of_location, 'location_without_shifts', 'error', 'locations', l.id,
  jsonb_build_object('name', l.name)
from dining.locations as l
where not exists (
  select from dining.shifts as s
  where s.org_id = l.org_id and s.location_id = l.id and s.is_active
)
union all
select
  l.org_id, l.id as of_location, 'no_default_ticket', 'warning', 'locations', l.id,
  jsonb_build_object('name', l.name)
from dining.locations as l
where not exists (
  select from dining.tickets as t
  where t.org_id = l.org_id and t.location_id = l.id and t.is_default
)
union all
select
  one.org_id, one.location_id, 'shifts_overlap', 'warning', 'shifts', one.id,
  jsonb_build_object(
    'name', one.name, 'other', other.name, 'other_id', other.id,
    'days', jsonb_agg(distinct one.day))
from openings as one
join openings as other
  on other.org_id = one.org_id and other.location_id = one.location_id and other.id > one.id
  and other.during && one.during
group by one.org_id, one.location_id, one.id, one.name, other.id, other.name
union all
select
  x.org_id, x.location_id, 'exception_without_effect', 'hint', 'shift_exceptions', x.id,
  jsonb_build_object('name', s.name, 'date', x.exception_date)
from dining.shift_exceptions as x
join dining.shifts as s on s.org_id = x.org_id and s.id = x.shift_id
where x.exception_date >= (core.clock() - interval '1 day')::date
  and not (s.is_active and extract(isodow from x.exception_date)::integer = any (s.days_of_week))
union all
select
  o.org_id, o.location_id, 'ticket_longer_than_shift', 'error', 'shift_tickets', o.id,
  jsonb_build_object(
    'name', o.ticket, 'shift', o.shift, 'minutes', o.duration_minutes,
    'shift_minutes', o.shift_minutes)
from offers as o
where o.duration_minutes > o.shift_minutes and not o.squeeze_enabled
union all
select
  o.org_id, o.location_id, 'limit_below_smallest_party', 'error', 'shift_tickets', o.id,
  jsonb_build_object('name', o.ticket, 'shift', o.shift, 'party_size', o.min_party_size)
from offers as o
where o.covers_limit < o.min_party_size or o.pacing_arrivals_limit = 0
union all
select
  t.org_id, t.location_id, 'policy_set_inactive', 'warning', 'tickets', t.id,
  jsonb_build_object('name', t.name, 'policy_set', p.name)
from dining.tickets as t
join dining.policy_sets as p on p.org_id = t.org_id and p.id = t.policy_set_id
where t.is_active and not p.is_active
union all
select
  t.org_id, t.location_id, 'booking_window_empty', 'error', 'tickets', t.id,
  jsonb_build_object(
    'name', t.name, 'minutes', t.booking_min_advance_minutes, 'days', t.booking_max_advance_days)
from dining.tickets as t
where t.is_active and t.booking_min_advance_minutes >= (t.booking_max_advance_days + 1) * 1440
union all
select
  p.org_id, p.location_id, 'reconfirm_leaves_no_time', 'warning', 'policy_sets', p.id,
  jsonb_build_object(
    'name', p.name, 'hours', p.reconfirm_hours_before, 'deadline', s.reconfirm_deadline_hours)
from dining.policy_sets as p
join dining.reservation_settings as s on s.org_id = p.org_id and s.location_id = p.location_id
where p.is_active and p.reconfirm_required
  and p.reconfirm_hours_before <= s.reconfirm_deadline_hours
union all
select
  s.org_id, s.location_id, 'no_guest_channel', 'hint', 'reservation_settings',
  s.location_id as about_location,
  '{}'::jsonb
from dining.reservation_settings as s
where not s.channels_open && '{widget,google,third_party}'::dining.channel[];
revoke all on dining.warnings_of_schedule from anon, authenticated, service_role;
grant select on dining.warnings_of_schedule to authenticated;
comment on view dining.warnings_of_schedule is 'Warnings about shifts, tickets and policies.';
