create or replace function public.explain_availability(
  date date default null,
  party_size integer default null,
  ticket_id uuid default null,
  channel text default 'widget',
  location_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.explain_availability(
    explain_availability.location_id, explain_availability.date, explain_availability.party_size,
    explain_availability.ticket_id, explain_availability.channel
  )
$$;
revoke all on function public.explain_availability(date, integer, uuid, text, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.explain_availability(date, integer, uuid, text, uuid)
  to anon, authenticated;
comment on function public.explain_availability(date, integer, uuid, text, uuid) is
  'What check_availability answers, and why, for staff with reservations.read. Each slot has beside its own fields: limit (the column that sets it), limit_value, value (what it would come to with this party), rules ([{table, id}]: the rows that say so) and blocking ([{reservation_id, reservation_number, status, start_time, end_time, party_size, is_squeeze, table_id, table_group_id}]: the reservations in the way). For tables_full value is the number of places that fit the party, for cut_off limit_value and value are minutes or days from now, for closed they are moments. All is null or empty for a slot that is available. Errors: those of check_availability, sign_in_required, not_found, not_allowed.';
