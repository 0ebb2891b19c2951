-- The front door of sales.assign_bibs(), which says what it does and refuses.
create or replace function public.assign_bibs(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.assign_bibs(assign_bibs.event_id)
$$;
revoke all on function public.assign_bibs(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.assign_bibs(uuid) to anon, authenticated;
comment on function public.assign_bibs(uuid) is
  'Gives a start number to every paid registration of an event that has none: from the ranges of its wave, else of its ticket type, else of the event; who entered first gets the lowest; returned numbers only when no fresh ones are left. Needs events.manage. Returns {event_id, assigned, without_number: [{registration_id, order_id, ticket_type_id, wave_id}]}; a range that runs out is no error. Errors: missing_field, sign_in_required, not_found, not_allowed.';
