-- Writes a reservation that is complete but for its ids, its payable where there is something to
-- pay, and tells the guest. Of a draft nobody hears, and its price may still change.
create or replace function dining.insert_reservation(p_row dining.reservations)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  p_row.id := core.new_id();
  p_row.reservation_number := core.random_code(8);
  p_row.public_token_hash := core.token_hash(core.public_token(p_row.org_id, p_row.id));
  p_row.is_table_locked := false;
  p_row.created_at := core.clock();
  p_row.updated_at := p_row.created_at;
  if p_row.status <> 'draft' then
    perform dining.ask_deposit(p_row);
  end if;
  insert into dining.reservations values (p_row.*);
  if p_row.status <> 'draft' and p_row.channel <> 'walk_in' then
    perform dining.mail_booked(p_row);
  end if;
  return p_row;
end
$$;
revoke all on function dining.insert_reservation(dining.reservations) from public;
