create or replace function public.get_results(
  event_id uuid default null,
  ticket_type_id uuid default null,
  wave_id uuid default null,
  gender text default null,
  "limit" integer default null,
  "offset" integer default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select integrations.get_results(
    get_results.event_id, get_results.ticket_type_id, get_results.wave_id, get_results.gender,
    get_results."limit", get_results."offset")
$$;
revoke all on function public.get_results(uuid, uuid, uuid, text, integer, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.get_results(uuid, uuid, uuid, text, integer, integer)
  to anon, authenticated;
comment on function public.get_results(uuid, uuid, uuid, text, integer, integer) is
  'The results of an event, fastest first, once they are published; before that for staff with registrations.read. Of a ticket type, a wave, a gender (female, male, other). Returns {event_id, published_at, total, results}: each with bib_number, name, gender, club, team, ticket_type, wave, status, gun_time, net_time, splits, and ranks {event, ticket_type, gender, wave}. Who took back the consent public_results has no name there. limit: 1 to 5000, 1000 by default. Errors: missing_field, invalid_field, not_found, results_not_published.';
