-- Writes a reservation that is complete but for its ids, its payable where there is something to
-- pay, and tells the guest.
create or replace function dining.insert_reservation(p_row dining.reservations)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  p_row.id := core.new_id();
  p_row.reservation_number := sales.random_code(8);
  p_row.public_token_hash := core.token_hash(core.public_token(p_row.id));
  p_row.is_table_locked := false;
  p_row.created_at := core.clock();
  p_row.updated_at := p_row.created_at;
  if (p_row.terms ->> 'amount')::integer > 0 then
    perform payments.create_payable(
      p_row.org_id, p_row.id, 'reservation', (p_row.terms ->> 'amount')::integer, 'EUR');
  end if;
  insert into dining.reservations values (p_row.*);
  if p_row.status <> 'draft' and p_row.channel <> 'walk_in' then
    perform dining.mail_reservation(p_row, case p_row.status
      when 'pending_payment' then 'payment' when 'option' then 'option' else 'confirmed' end);
  end if;
  return p_row;
end
$$;
revoke all on function dining.insert_reservation(dining.reservations) from public;
