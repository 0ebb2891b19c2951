create or replace view public.waivers
with (security_invoker = true) as
select
  w.org_id,
  w.event_id,
  w.version,
  w.text_nl,
  w.text_en,
  w.guardian_below_age,
  w.created_at,
  w.withdrawn_at,
  w.withdrawn_at is null and not exists (
    select
    from events.waivers as later
    where later.org_id = w.org_id and later.event_id = w.event_id and later.version > w.version
  ) as is_current
from events.waivers as w;
revoke all on public.waivers from anon, authenticated, service_role;
grant select on public.waivers to authenticated;
comment on view public.waivers is
  'What participants of events accept, in all its versions, for staff with org.read; written with publish_waiver and withdraw_waiver.';
comment on column public.waivers.guardian_below_age is
  'Whoever is younger on race day needs the acceptance of a guardian.';
comment on column public.waivers.is_current is 'Whether participants are asked to accept this one now.';
