-- What the platform takes in cents of a payment of `p_paid` cents on a connected account: so many
-- basis points of what its kind says the fee is reckoned on, rounded half up to the cent, and no
-- more than the provider allows. It books fees in euros, so payments in another currency have none.
create or replace function payments.application_fee(
  p_amount integer,
  p_basis_points integer,
  p_paid integer,
  p_currency text
)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return case when p_currency = 'EUR' then greatest(0, least(
    round(p_amount::numeric * p_basis_points / 10000),
    floor(
      p_paid::numeric * (100 - core.setting('payments.fee_room_percent')::numeric) / 100
      - core.setting('payments.fee_fixed_room')::numeric)
  ))::integer else 0 end;
end
$$;
revoke all on function payments.application_fee(integer, integer, integer, text) from public;
