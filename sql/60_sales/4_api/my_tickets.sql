-- The front door of sales.my_tickets(), which says what it does and refuses.
create or replace function public.my_tickets()
  returns setof jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select t.ticket from sales.my_tickets() as t (ticket)
$$;
revoke all on function public.my_tickets()
  from public, anon, authenticated, service_role;
grant execute on function public.my_tickets() to anon, authenticated;
comment on function public.my_tickets() is
  'The tickets that the signed-in user ordered, takes part with, or got by a transfer, latest event first: a list of {org_id, ticket_instance_id, code, qr_token, status, void_reason, ticket_type, ticket_type_id, event, order_id, order_number, registration_id, holder, wave, team, bib, products, transfer {transfer_id, to_email, status, fee_amount, expires_at}, may}; may says for each of transfer, swap, deferral, cancel and edit whether it is allowed now, until when, and with which error it would be refused. Errors: sign_in_required.';
