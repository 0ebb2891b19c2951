-- The channel through which somebody books. Guests' channels are for everybody; phone and walk_in
-- for staff with reservations.operate. Says who is acting. Raises invalid_field, sign_in_required,
-- not_found, not_allowed.
create or replace function dining.read_channel(p_location dining.locations, p_channel text)
  returns dining.channel
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_channel is null or p_channel not in ('widget', 'google', 'third_party', 'phone', 'walk_in') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'channel', 'reason', 'it must be widget, google, third_party, phone or walk_in'));
  end if;
  if dining.is_guest_channel(p_channel::dining.channel) then
    perform core.act_as('guest');
  else
    perform tenancy.authorise(p_location.org_id, 'reservations.operate', 'location', p_location.id);
  end if;
  return p_channel::dining.channel;
end
$$;
revoke all on function dining.read_channel(dining.locations, text) from public;
