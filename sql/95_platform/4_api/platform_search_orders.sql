create or replace function public.platform_search_orders(
  query text default null,
  org_id uuid default null,
  status text[] default null,
  "from" timestamptz default null,
  "to" timestamptz default null,
  cursor uuid default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.search_orders(
    platform_search_orders.query, platform_search_orders.org_id, platform_search_orders.status,
    platform_search_orders."from", platform_search_orders."to", platform_search_orders.cursor,
    platform_search_orders."limit")
$$;
revoke all on function public.platform_search_orders(
  text, uuid, text[], timestamptz, timestamptz, uuid, integer
) from public, anon, authenticated, service_role;
grant execute on function public.platform_search_orders(
  text, uuid, text[], timestamptz, timestamptz, uuid, integer
) to authenticated;
comment on function public.platform_search_orders(
  text, uuid, text[], timestamptz, timestamptz, uuid, integer
) is
  'Orders of all organisations, or of one, the newest first, for administrators of the platform, whose searches are logged. query: an order''s id, a payment''s id at the provider, the beginning of an order number or e-mail address, or part of the buyer''s name; without it the newest orders. Returns {orders, next_cursor}; send next_cursor as cursor for the next page. limit: 1 to 200, 50 by default. Errors: sign_in_required, platform_admin_required, invalid_field.';
