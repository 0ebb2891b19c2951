-- The provider's id of the payment that a movement of a balance belongs to, null when to none.
create or replace function payments.payment_of_transaction(p_transaction jsonb)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return left(coalesce(
    p_transaction #>> array['context', p_transaction ->> 'type', 'paymentId'],
    p_transaction #>> '{context,paymentId}'), 100);
end
$$;
revoke all on function payments.payment_of_transaction(jsonb) from public;
