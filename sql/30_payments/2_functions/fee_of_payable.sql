-- The platform's fee of a payment of a payable on a connected account: rate in basis points and
-- amount in cents. Kinds of which the platform takes nothing have neither.
create or replace function payments.fee_of_payable(
  p_payable payments.payables,
  out basis_points integer,
  out fee integer
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_function text;
  v_amount integer;
begin
  fee := 0;
  select k.fee_function into v_function
  from payments.payable_kinds as k
  where k.kind = p_payable.kind;
  if v_function is null then
    return;
  end if;
  execute format('select f.amount, f.basis_points from %s($1, $2) as f', v_function)
  into v_amount, basis_points using p_payable.org_id, p_payable.id;
  fee := payments.application_fee(v_amount, basis_points, p_payable.amount, p_payable.currency);
end
$$;
revoke all on function payments.fee_of_payable(payments.payables) from public;
