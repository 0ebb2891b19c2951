create or replace function public.duplicate_event(
  event_id uuid default null,
  starts_at timestamptz default null,
  title text default null,
  is_next_edition boolean default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.duplicate_event(
    duplicate_event.event_id, duplicate_event.starts_at, duplicate_event.title,
    duplicate_event.is_next_edition)
$$;
revoke all on function public.duplicate_event(uuid, timestamptz, text, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.duplicate_event(uuid, timestamptz, text, boolean) to authenticated;
comment on function public.duplicate_event(uuid, timestamptz, text, boolean) is
  'Copies an event with all that was set up for it to another date, as a draft; needs events.manage. '
  'Every moment moves along on the clocks of the event''s time zone: what was at ten o''clock stays at ten o''clock. '
  'Nothing sold, entered or deleted is copied; promo codes are unused. Called twice it makes two drafts. '
  'is_next_edition: tickets can be deferred to the copy, where the event''s settings allow it. '
  'Returns {event_id, status, title, slug, starts_at, ends_at}. Errors: missing_field, invalid_field, not_found, not_allowed.';
