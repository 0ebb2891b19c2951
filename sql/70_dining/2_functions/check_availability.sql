-- The slots of one service date for a party: of one ticket, or of all that a location offers it. A
-- list as slots_json() has it, in order of time. A guest who finds nothing is counted. Raises what
-- read_request() and find_location() do, ticket_not_offered and rate_limited.
create or replace function dining.check_availability(
  p_location_id uuid,
  p_date date,
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
  v_location dining.locations := dining.location_asked(p_location_id, p_ticket_id);
  v_channel dining.channel;
  v_slots dining.slot[];
begin
  perform dining.limit_availability();
  v_channel := dining.read_request(v_location, p_date, p_date, p_party_size, p_channel);
  perform dining.guard_ticket(v_location, p_ticket_id, p_party_size);
  v_slots := array(
    select s
    from dining.find_slots(
      v_location, p_date, p_date, p_party_size,
      case when p_ticket_id is not null then array[p_ticket_id] end, v_channel) as s
  );
  perform dining.note_search(v_location, p_date, p_party_size, v_channel, v_slots);
  return dining.slots_json(v_slots);
end
$$;
revoke all on function dining.check_availability(uuid, date, integer, uuid, text) from public;
grant execute on function dining.check_availability(uuid, date, integer, uuid, text)
  to anon, authenticated;
