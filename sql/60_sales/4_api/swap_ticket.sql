create or replace function public.swap_ticket(
  ticket_instance_id uuid default null,
  ticket_type_id uuid default null,
  wave_id uuid default null,
  registration jsonb default null,
  public_token text default null,
  idempotency_key text default null,
  return_url text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.swap_ticket(
    swap_ticket.ticket_instance_id,
    swap_ticket.ticket_type_id,
    swap_ticket.wave_id,
    swap_ticket.registration,
    swap_ticket.public_token,
    swap_ticket.idempotency_key,
    swap_ticket.return_url
  )
$$;
revoke all on function public.swap_ticket(uuid, uuid, uuid, jsonb, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.swap_ticket(uuid, uuid, uuid, jsonb, text, text, text)
  to anon, authenticated;
comment on function public.swap_ticket(uuid, uuid, uuid, jsonb, text, text, text) is
  'Swaps a ticket for one of another ticket type of its event, or moves it to another wave of its own (status moved, no order). By its participant, signed in, or as long as that one has no login by the buyer or whoever has the order''s public_token. The price of now, less what was paid for the ticket, plus the fee is to be paid; swap_options tells it before. registration: what the new ticket type asks and is not known yet, in the form of create_order. Products that go with the ticket come along. Returns what create_order returns; a change with something to pay gets its checkout_url from POST /functions/v1/create-payment, and holds its place until expires_at, while the ticket stays what it is. Errors: sign_in_required, missing_field, invalid_field, not_found, swaps_not_allowed, swaps_closed, ticket_not_changeable, product_stays_behind, event_not_found, event_is_over, org_suspended, ticket_type_not_found, sales_not_started, sales_ended, sold_out, price_changed, wave_full, amount_too_large, idempotency_key_reused, try_again, and those of create_order about registrations and products.';
