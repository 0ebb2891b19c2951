-- What the platform takes of a payment of `p_paid` cents on a connected account: a rate of
-- `p_amount` (what its kind says the fee is reckoned on, about `p_subject_id`; at `p_basis_points`
-- where that was agreed before), rounded half up to the cent, and no more than the provider allows.
-- The provider books fees in euros, so payments in another currency have none.
create or replace function payments.application_fee(
  p_org_id uuid,
  p_subject_id uuid,
  p_amount integer,
  p_paid integer,
  p_currency text,
  p_basis_points integer default null,
  out basis_points integer,
  out fee integer
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  basis_points := coalesce(p_basis_points, payments.fee_rate(p_org_id, p_subject_id));
  fee := case when p_currency = 'EUR' then greatest(0, least(
    round(p_amount::numeric * basis_points / 10000),
    floor(
      p_paid::numeric * (100 - core.setting('payments.fee_room_percent')::numeric) / 100
      - core.setting('payments.fee_fixed_room')::numeric)
  ))::integer else 0 end;
end
$$;
revoke all on function payments.application_fee(uuid, uuid, integer, integer, text, integer)
  from public;
