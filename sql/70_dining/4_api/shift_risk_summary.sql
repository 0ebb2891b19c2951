create or replace view public.shift_risk_summary
with (security_invoker = true) as
select
  r.org_id,
  r.location_id,
  r.shift_id,
  r.reservation_date,
  s.name as shift_name,
  count(*) as reservation_count,
  sum(r.party_size) as total_covers,
  round(avg(r.no_show_risk_score), 3) as avg_risk_score,
  count(*) filter (where r.no_show_risk_score > 0.6) as high_risk_count,
  round(sum(r.no_show_risk_score * r.party_size)) as suggested_overbook_covers
from dining.reservations as r
join dining.shifts as s on s.org_id = r.org_id and s.id = r.shift_id
where r.status in ('confirmed', 'option')
group by r.org_id, r.location_id, r.shift_id, r.reservation_date, s.name;
revoke all on public.shift_risk_summary from anon, authenticated, service_role;
grant select on public.shift_risk_summary to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.shift_risk_summary
  for each row execute function core.tg__read_only();
comment on view public.shift_risk_summary is
  'How many guests of a shift and service date may not come, of confirmed reservations and options: for staff with reservations.read.';
comment on column public.shift_risk_summary.avg_risk_score is '0 to 1.';
comment on column public.shift_risk_summary.high_risk_count is
  'Reservations whose risk is above 0.6.';
comment on column public.shift_risk_summary.suggested_overbook_covers is
  'The guests who will probably not come: the sum of risk times party size.';
