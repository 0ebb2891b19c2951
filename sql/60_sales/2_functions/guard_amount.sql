-- Raises amount_too_large for an order above 50,000 euros, the most that one payment can be.
create or replace function sales.guard_amount(p_total bigint)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_total > 5000000 then
    perform core.fail('amount_too_large', jsonb_build_object('total_amount', p_total));
  end if;
end
$$;
revoke all on function sales.guard_amount(bigint) from public;
