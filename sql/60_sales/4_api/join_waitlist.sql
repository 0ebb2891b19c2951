-- The front door of sales.join_waitlist(), which says what it does and refuses.
create or replace function public.join_waitlist(
  event_id uuid default null,
  ticket_type_id uuid default null,
  quantity integer default null,
  email text default null,
  name text default null,
  language text default null,
  wave_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.join_waitlist(
    join_waitlist.event_id,
    join_waitlist.ticket_type_id,
    join_waitlist.quantity,
    join_waitlist.email,
    join_waitlist.name,
    join_waitlist.language,
    join_waitlist.wave_id
  )
$$;
revoke all on function public.join_waitlist(uuid, uuid, integer, text, text, text, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.join_waitlist(uuid, uuid, integer, text, text, text, uuid)
  to anon, authenticated;
comment on function public.join_waitlist(uuid, uuid, integer, text, text, text, uuid) is
  'Waits for places of a ticket type that has not so many left, as a guest or signed in. quantity: 1 when left out; wave_id: any wave when left out; email: that of the account when left out. The mail that follows has the link to the entry; an address waits once for a ticket type, and what waits already stays as it is. Returns {status, event_id, ticket_type_id, wave_id, quantity}, which says nothing about others; to somebody signed in, with their own address, {entry_id, status, waitlist_token, quantity, email, name, language, ahead, reason, joined_at, ticket_type, wave, event, offer: {status, quantity, expires_at, wave, needs_form, order_token}}. Errors: missing_field, invalid_field, invalid_email, invalid_quantity, rate_limited, event_not_found, event_is_over, org_suspended, ticket_type_not_found, sales_not_started, sales_ended, quantity_below_minimum, quantity_above_maximum, waitlist_not_open, wave_not_found, not_sold_out, try_again.';
