-- The front door of sales.find_tickets(), which says what it does and refuses.
create or replace function public.find_tickets(
  email text default null,
  event_id uuid default null,
  org_slug text default null,
  language text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.find_tickets(
    find_tickets.email, find_tickets.event_id, find_tickets.org_slug, find_tickets.language)
$$;
revoke all on function public.find_tickets(text, uuid, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.find_tickets(text, uuid, text, text) to anon, authenticated;
comment on function public.find_tickets(text, uuid, text, text) is
  'Mails the links to all orders and tickets of an e-mail address to that address: of one event, else of one organisation, else of all. The answer is always {status: "queued"}, whether the address is known or not. Errors: missing_field, invalid_email, invalid_field, rate_limited.';
