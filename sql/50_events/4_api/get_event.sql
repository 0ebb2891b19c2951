create or replace function public.get_event(
  event_id uuid default null,
  org_slug text default null,
  slug text default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select events.event_page(get_event.event_id, get_event.org_slug, get_event.slug)
$$;
revoke all on function public.get_event(uuid, text, text) from public;
grant execute on function public.get_event(uuid, text, text) to anon, authenticated;
comment on function public.get_event(uuid, text, text) is
  'The page of a published event, by event_id or by org_slug and slug: its data and ticket_types, each with price in cents, state (on_sale, not_started, ended, sold_out) and max_quantity that one order can have now. Errors: event_not_found.';
