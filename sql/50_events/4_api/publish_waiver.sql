create or replace function public.publish_waiver(
  event_id uuid default null,
  text_nl text default null,
  text_en text default null,
  guardian_below_age integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.publish_waiver(
    publish_waiver.event_id,
    publish_waiver.text_nl,
    publish_waiver.text_en,
    publish_waiver.guardian_below_age
  )
$$;
revoke all on function public.publish_waiver(uuid, text, text, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.publish_waiver(uuid, text, text, integer) to authenticated;
comment on function public.publish_waiver(uuid, text, text, integer) is
  'Asks the participants of an event to accept a statement, in one language or both; whoever is younger than guardian_below_age (18 when left out) '
  'on race day needs a guardian. Needs events.manage. A new version when anything differs from the newest, else that one, in force again. '
  'Returns {event_id, version}. Errors: missing_field, invalid_field, not_found, not_allowed.';
