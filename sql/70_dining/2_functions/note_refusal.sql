-- Counts that a guest was refused; nothing for staff, dates that are over, and those more than 400
-- days ahead.
create or replace function dining.note_refusal(
  p_location dining.locations,
  p_date date,
  p_party_size integer,
  p_channel dining.channel,
  p_kind dining.demand_kind,
  p_reason_code text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now constant timestamptz := core.clock();
  v_today constant date := (v_now at time zone p_location.time_zone)::date;
begin
  if not dining.is_guest_channel(p_channel)
    or p_date not between v_today - 1 and v_today + 400
  then
    return;
  end if;
  insert into dining.refusal_counters as c (
    org_id, location_id, service_date, party_size, channel, kind, reason_code, slot, refusals,
    last_refused_at
  ) values (
    p_location.org_id, p_location.id, p_date, least(p_party_size, 100), p_channel, p_kind,
    p_reason_code, pg_backend_pid() & 63, 1, v_now
  )
  on conflict (
    org_id, location_id, service_date, party_size, channel, kind, reason_code, slot
  ) do update
  set refusals = c.refusals + 1, last_refused_at = v_now;
end
$$;
revoke all on function dining.note_refusal(
  dining.locations, date, integer, dining.channel, dining.demand_kind, text
) from public;
