create or replace function public.search_tickets(
  event_id uuid default null,
  query text default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.search_tickets(
    search_tickets.event_id, search_tickets.query, search_tickets."limit")
$$;
revoke all on function public.search_tickets(uuid, text, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.search_tickets(uuid, text, integer)
  to authenticated, scanner_terminal;
comment on function public.search_tickets(uuid, text, integer) is
  'Tickets of an event, for terminals and staff with tickets.scan: those in orders of which `query` is the beginning of the e-mail address (with orders.read) or order number, a start number, or part of a name; who is meant first. Returns {tickets: [{ticket_instance_id, ticket_type, status, is_blocked, void_reason, holder, team, wave, starts_at, bib, order_number, purchaser_name, email (null without orders.read), admissions: [{list_id, is_inside, entries, changed_at}]}]}. limit: 1 to 200, 50 by default. Errors: missing_field, invalid_field, rate_limited, scanner_session_over, sign_in_required, not_found, not_allowed.';
