-- What came in with a payment, in cents: what was captured, or what the provider told of money that
-- a person has not decided about yet. Money of another mode is none before somebody takes it.
create or replace function payments.amount_received(p_payment payments.payments)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_payment.amount_captured > 0 or p_payment.status <> 'paid' then
    return p_payment.amount_captured;
  end if;
  return coalesce((
    select payments.minor_units(v.data #>> '{amount,value}', v.data #>> '{amount,currency}')
    from payments.payment_reviews as v
    where v.org_id = p_payment.org_id and v.payment_id = p_payment.id
      and v.reason in ('wrong_amount', 'wrong_currency', 'wrong_profile')
    limit 1
  ), 0);
end
$$;
revoke all on function payments.amount_received(payments.payments) from public;
