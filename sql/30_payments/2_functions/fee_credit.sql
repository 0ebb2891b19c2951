-- What the platform owes back of its fee when an amount of a payment has gone back, in cents: the
-- provider returns no fees, so it becomes a credit. In proportion, at the rounded running total of
-- what has gone back: so credits of partial refunds add up to the fee, and never exceed it.
create or replace function payments.fee_credit(
  p_fee integer,
  p_received bigint,
  p_before bigint,
  p_amount bigint
)
  returns integer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if p_fee = 0 or p_received = 0 then
    return 0;
  end if;
  return round(p_fee::numeric * least(p_received, p_before + p_amount) / p_received)
    - round(p_fee::numeric * least(p_received, p_before) / p_received);
end
$$;
revoke all on function payments.fee_credit(integer, bigint, bigint, bigint) from public;
grant execute on function payments.fee_credit(integer, bigint, bigint, bigint) to authenticated;
