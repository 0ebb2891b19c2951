-- What check_availability() answers, with what decided it, for staff with reservations.read: each
-- slot as slot_json() has it, and beside it what explain_slot() says. Raises what
-- check_availability() raises, and the errors of tenancy.
create or replace function dining.explain_availability(
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
  v_busy dining.busy_table[];
begin
  perform tenancy.authorise(v_location.org_id, 'reservations.read', 'location', v_location.id);
  v_channel := dining.read_request(v_location, p_date, p_date, p_party_size, p_channel);
  perform dining.guard_ticket(v_location, p_ticket_id, p_party_size);
  v_busy := dining.busy_tables(v_location, p_date, p_date);
  return coalesce((
    select jsonb_agg(
      dining.slot_json(f.slot) || dining.explain_slot(
        v_location, f.slot, f.next_at, p_party_size, v_channel, v_busy)
      order by (f.slot).slot_at, (f.slot).ticket_id, (f.slot).shift_id)
    from (
      select
        s as slot,
        lead(s.slot_at) over (partition by s.shift_ticket_id order by s.slot_at) as next_at
      from dining.find_slots(
        v_location, p_date, p_date, p_party_size,
        case when p_ticket_id is not null then array[p_ticket_id] end, v_channel) as s
    ) as f
  ), '[]');
end
$$;
revoke all on function dining.explain_availability(uuid, date, integer, uuid, text) from public;
grant execute on function dining.explain_availability(uuid, date, integer, uuid, text)
  to anon, authenticated;
