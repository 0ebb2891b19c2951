-- Checks what somebody wants to know about availability. Guests ask for guest channels, and for
-- dates from yesterday (it may still be that there) to two years ahead; only staff with
-- reservations.read ask for phone and walk_in. Raises missing_field, invalid_field,
-- sign_in_required, not_found, not_allowed.
create or replace function dining.read_request(
  p_location dining.locations,
  p_from date,
  p_until date,
  p_party_size integer,
  p_channel text
)
  returns dining.channel
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_today constant date := (core.clock() at time zone p_location.time_zone)::date;
  v_channel dining.channel;
begin
  if p_from is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'date'));
  end if;
  if p_from not between v_today - 3660 and v_today + 3660 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'date', 'reason', 'it is more than ten years away'));
  end if;
  if p_until < p_from or p_until > p_from + 62 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'until_date', 'reason', 'it must be up to 62 days after from_date'));
  end if;
  if p_party_size is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'party_size'));
  end if;
  perform core.require_range('party_size', p_party_size, 1, 1000);
  if p_channel is null or p_channel not in ('widget', 'google', 'third_party', 'phone', 'walk_in') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'channel', 'reason', 'it must be widget, google, third_party, phone or walk_in'));
  end if;
  v_channel := p_channel::dining.channel;
  if not dining.is_guest_channel(v_channel) then
    perform tenancy.authorise(p_location.org_id, 'reservations.read', 'location', p_location.id);
  end if;
  return v_channel;
end
$$;
revoke all on function dining.read_request(
  dining.locations, date, date, integer, text
) from public;
