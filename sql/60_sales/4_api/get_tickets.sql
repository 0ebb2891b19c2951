-- The front door of sales.get_tickets(), which says what it does and refuses.
create or replace function public.get_tickets(public_token text default null)
  returns setof jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select t.ticket from sales.get_tickets(get_tickets.public_token) as t (ticket)
$$;
revoke all on function public.get_tickets(text)
  from public, anon, authenticated, service_role;
grant execute on function public.get_tickets(text) to anon, authenticated;
comment on function public.get_tickets(text) is
  'The tickets that a token opens, as my_tickets shows them: all of an order for its public token, one for the token of its own link. Errors: missing_field, order_not_found.';
