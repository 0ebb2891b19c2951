create or replace function public.move_registration(
  registration_id uuid default null,
  ticket_type_id uuid default null,
  wave_id uuid default null,
  registration jsonb default null,
  charge boolean default null,
  idempotency_key text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.move_registration(
    move_registration.registration_id,
    move_registration.ticket_type_id,
    move_registration.wave_id,
    move_registration.registration,
    move_registration.charge,
    move_registration.idempotency_key
  )
$$;
revoke all on function public.move_registration(uuid, uuid, uuid, jsonb, boolean, text)
  from public, anon, authenticated, service_role;
grant execute on function public.move_registration(uuid, uuid, uuid, jsonb, boolean, text)
  to authenticated;
comment on function public.move_registration(uuid, uuid, uuid, jsonb, boolean, text) is
  'Moves a registration to another ticket type of its event, or to another wave of its own, for staff with registrations.manage. charge: the difference and the fee are to be paid, or what is left over goes back, as with swap_ticket; the buyer gets a mail. Otherwise nothing is charged or given back, for which a dearer place needs orders.give_away too. registration: what the new ticket type asks and is not known yet. Returns what swap_ticket returns. Errors: sign_in_required, not_found, not_allowed, and those of swap_ticket but for swaps_not_allowed and swaps_closed.';
