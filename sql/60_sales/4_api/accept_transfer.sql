-- The front door of sales.accept_transfer(), which says what it does and refuses.
create or replace function public.accept_transfer(
  token text default null,
  registration jsonb default null,
  language text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.accept_transfer(
    accept_transfer.token, accept_transfer.registration, accept_transfer.language)
$$;
revoke all on function public.accept_transfer(text, jsonb, text)
  from public, anon, authenticated, service_role;
grant execute on function public.accept_transfer(text, jsonb, text) to anon, authenticated;
comment on function public.accept_transfer(text, jsonb, text) is
  'Claims a ticket with the token of the mail, as a guest or signed in. registration: who takes part, as in create_order, without products, wave and team name; without an e-mail address it gets that of the mail. It is checked like a new entry; the old code is void and a new one issued. Returns {transfer_id, status, ticket_instance_id, order_id, fee_amount, public_token}: the token of the link to the ticket. Where a fee is asked, status is paying, and public_token that of its order: the ticket follows once it is paid. Errors: missing_field, invalid_field, rate_limited, transfer_token_not_valid, transfer_not_open, already_registered, those of create_transfer about the ticket, and those of registrations in create_order.';
