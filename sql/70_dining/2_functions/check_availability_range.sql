-- For a date picker: each date of a period with whether there is anything to book, and how. A list
-- of {date, available, slots, squeezes_only, reason_code}: slots is the number of times that can be
-- booked; reason_code says why there are none, by the reason that most of the slots have (`closed`
-- when there are no slots at all). Raises what check_availability() raises.
create or replace function dining.check_availability_range(
  p_location_id uuid,
  p_from date,
  p_until date,
  p_party_size integer,
  p_ticket_id uuid,
  p_channel text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations := dining.find_location(p_location_id);
  v_channel dining.channel;
begin
  perform dining.limit_availability();
  p_until := coalesce(p_until, p_from + 30);
  v_channel := dining.read_request(v_location, p_from, p_until, p_party_size, p_channel);
  perform dining.guard_ticket(v_location, p_ticket_id, p_party_size);
  return (
    select jsonb_agg(jsonb_build_object(
      'date', d.day::date,
      'available', coalesce(s.available, false),
      'slots', coalesce(s.slots, 0),
      'squeezes_only', coalesce(s.squeezes_only, false),
      'reason_code', case when s.available then 'available'
        else coalesce(s.reason_code, 'closed') end
    ) order by d.day)
    from generate_series(p_from::timestamp, p_until::timestamp, interval '1 day') as d (day)
    left join (
      select
        f.service_date, bool_or(f.available) as available,
        count(distinct f.slot_at) filter (where f.available) as slots,
        bool_and(f.slot_type = 'squeeze') filter (where f.available) as squeezes_only,
        mode() within group (order by f.reason_code) filter (where not f.available) as reason_code
      from dining.find_slots(
        v_location, p_from, p_until, p_party_size,
        case when p_ticket_id is not null then array[p_ticket_id] end, v_channel) as f
      group by f.service_date
    ) as s on s.service_date = d.day::date
  );
end
$$;
revoke all on function dining.check_availability_range(
  uuid, date, date, integer, uuid, text
) from public;
grant execute on function dining.check_availability_range(uuid, date, date, integer, uuid, text)
  to anon, authenticated;
