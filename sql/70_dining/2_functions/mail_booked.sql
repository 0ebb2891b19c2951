-- Writes to the guest of a reservation that was booked: that it is theirs, or what is still to be
-- done for it. p_token: its secret, for who has made it already.
create or replace function dining.mail_booked(
  p_row dining.reservations,
  p_token text default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform dining.mail_reservation(p_row, case p_row.status
    when 'pending_payment' then 'payment' when 'option' then 'option' else 'confirmed' end,
    p_token => p_token);
end
$$;
revoke all on function dining.mail_booked(dining.reservations, text) from public;
