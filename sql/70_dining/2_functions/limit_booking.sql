-- Counts a booking by a guest: per address, per signed-in user, and per mail box at a location,
-- which hears of each. Raises rate_limited.
create or replace function dining.limit_booking(p_location dining.locations, p_email text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.hit_rate_limit('create_reservation', core.client_address());
  perform core.hit_rate_limit('create_reservation_user', auth.uid()::text);
  perform core.hit_mail_limit('reservation_mail', p_location.id || ' ' || p_email);
end
$$;
revoke all on function dining.limit_booking(dining.locations, text) from public;
