create or replace function public.defer_ticket(
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
  select sales.defer_ticket(
    defer_ticket.ticket_instance_id,
    defer_ticket.ticket_type_id,
    defer_ticket.wave_id,
    defer_ticket.registration,
    defer_ticket.public_token,
    defer_ticket.idempotency_key,
    defer_ticket.return_url
  )
$$;
revoke all on function public.defer_ticket(uuid, uuid, uuid, jsonb, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.defer_ticket(uuid, uuid, uuid, jsonb, text, text, text)
  to anon, authenticated;
comment on function public.defer_ticket(uuid, uuid, uuid, jsonb, text, text, text) is
  'Defers a ticket to the next edition of its event: to a ticket type that is named, or that of the same name. By whoever may swap_ticket. The price there, less what was paid for the ticket and its products, plus the fee is to be paid. registration: what the next edition asks and is not known yet. Returns what create_order returns; a change with something to pay gets its checkout_url from POST /functions/v1/create-payment, and holds its place until expires_at, while the ticket stays what it is. Errors: those of swap_ticket, deferrals_not_allowed, deferrals_closed.';
