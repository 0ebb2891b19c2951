create or replace function public.save_results(
  event_id uuid default null,
  results jsonb default null,
  csv text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.save_results(
    save_results.event_id, save_results.results, save_results.csv)
$$;
revoke all on function public.save_results(uuid, jsonb, text)
  from public, anon, authenticated, service_role;
grant execute on function public.save_results(uuid, jsonb, text) to authenticated;
comment on function public.save_results(uuid, jsonb, text) is
  'Saves results of an event, all lines or none, for staff with registrations.manage: results, a list of {bib or chip, status (finished, dnf, dns, dsq), gun_time, net_time, splits: {name: time}, remove}, or the same as csv with these names in its first line, and split:<name>. Times as 1:23:45.6. Sent again, it changes nothing; what differs is corrected. Returns {event_id, lines, created, changed, unchanged, removed}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, results_invalid.';
