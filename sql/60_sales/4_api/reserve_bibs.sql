-- The front door of sales.reserve_bibs(), which says what it does and refuses.
create or replace function public.reserve_bibs(
  event_id uuid default null,
  numbers integer[] default null,
  note text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.reserve_bibs(reserve_bibs.event_id, reserve_bibs.numbers, reserve_bibs.note)
$$;
revoke all on function public.reserve_bibs(uuid, integer[], text)
  from public, anon, authenticated, service_role;
grant execute on function public.reserve_bibs(uuid, integer[], text) to anon, authenticated;
comment on function public.reserve_bibs(uuid, integer[], text) is
  'Keeps start numbers of an event apart, with a note of whom for; only set_bib gives them out. All or none, up to 10000. Needs events.manage. Returns {event_id, reserved}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, bib_taken (with numbers).';
