-- Writes a reservation that is complete but for its number, its payable where there is something to
-- pay, and tells the guest. Of a draft nobody hears, and its price may still change. p_token: the
-- secret with which the guest reaches it, core.public_token() of its id.
create or replace function dining.insert_reservation(p_row dining.reservations, p_token text)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  p_row.reservation_number := core.random_code(8);
  p_row.public_token_hash := core.token_hash(p_token);
  p_row.is_table_locked := false;
  p_row.created_at := core.clock();
  p_row.updated_at := p_row.created_at;
  if p_row.status <> 'draft' then
    perform dining.ask_deposit(p_row);
  end if;
  insert into dining.reservations values (p_row.*);
  if p_row.status <> 'draft' and p_row.channel <> 'walk_in' then
    perform dining.mail_booked(p_row, p_token);
  end if;
  return p_row;
end
$$;
revoke all on function dining.insert_reservation(dining.reservations, text) from public;
