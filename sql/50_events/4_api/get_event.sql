create or replace function public.get_event(
  event_id uuid default null,
  org_slug text default null,
  slug text default null,
  language text default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select events.event_page(
    get_event.event_id, get_event.org_slug, get_event.slug, get_event.language)
$$;
revoke all on function public.get_event(uuid, text, text, text) from public;
grant execute on function public.get_event(uuid, text, text, text) to anon, authenticated;
comment on function public.get_event(uuid, text, text, text) is
  'All that the page and the order form of a published event need, by event_id or by org_slug and slug, in a language (nl, en; else that of Accept-Language). Texts, faq, images; settings with the terms and the service fee rule; ticket_types, each with price in cents, price_tier (up to its max_quantity) and upcoming_tiers, state (on_sale, not_started, ended, sold_out) and max_quantity that one order can have now; waves with state (open, full); products with variants; questions; the waiver. Errors: event_not_found, invalid_field.';
