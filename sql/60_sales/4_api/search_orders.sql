create or replace function public.search_orders(
  org_id uuid default null,
  query text default null,
  status text[] default null,
  "from" timestamptz default null,
  "to" timestamptz default null,
  event_id uuid default null,
  cursor uuid default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.search_orders(
    search_orders.org_id, search_orders.query, search_orders.status, search_orders."from",
    search_orders."to", search_orders.event_id, search_orders.cursor, search_orders."limit")
$$;
revoke all on function public.search_orders(
  uuid, text, text[], timestamptz, timestamptz, uuid, uuid, integer
) from public, anon, authenticated, service_role;
grant execute on function public.search_orders(
  uuid, text, text[], timestamptz, timestamptz, uuid, uuid, integer
) to authenticated;
comment on function public.search_orders(
  uuid, text, text[], timestamptz, timestamptz, uuid, uuid, integer
) is
  'Orders of an organisation, the newest first: those in one of the statuses, placed from a moment until before another, of an event, and of which `query` is the beginning of the e-mail address or order number, a start number, or part of a name. Needs orders.read. Returns {orders, next_cursor}; send next_cursor as cursor for the next page. limit: 1 to 200, 50 by default. Errors: invalid_field, sign_in_required, not_found, not_allowed.';
