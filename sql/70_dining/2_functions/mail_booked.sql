-- Writes to the guest of a reservation that was booked: that it is theirs, or what is still to be
-- done for it.
create or replace function dining.mail_booked(p_row dining.reservations)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform dining.mail_reservation(p_row, case p_row.status
    when 'pending_payment' then 'payment' when 'option' then 'option' else 'confirmed' end);
end
$$;
revoke all on function dining.mail_booked(dining.reservations) from public;
