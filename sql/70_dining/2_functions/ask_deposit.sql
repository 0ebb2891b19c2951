-- Makes the payable of a reservation that is being booked, where there is something to pay.
create or replace function dining.ask_deposit(p_row dining.reservations)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_amount constant integer := (p_row.terms ->> 'amount')::integer;
begin
  if v_amount > 0 then
    perform payments.create_payable(
      p_row.org_id, p_row.id, 'reservation', v_amount, p_row.terms ->> 'currency');
  end if;
end
$$;
revoke all on function dining.ask_deposit(dining.reservations) from public;
