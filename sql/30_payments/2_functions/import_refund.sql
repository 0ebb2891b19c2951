-- Takes a refund into the books that somebody made at the provider, past us, as the provider tells
-- it (its JSON, embedded in the payment). Returns its id; null when its amount cannot be read, or
-- it is of another currency. The caller has locked the payable.
create or replace function payments.import_refund(p_payment payments.payments, p_provider jsonb)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_amount bigint := payments.minor_units(
    p_provider #>> '{amount,value}', p_provider #>> '{amount,currency}');
  v_made_at timestamptz := case
    when pg_input_is_valid(p_provider ->> 'createdAt', 'timestamptz')
      then (p_provider ->> 'createdAt')::timestamptz else core.clock() end;
  v_id uuid;
begin
  if p_provider #>> '{amount,currency}' is distinct from p_payment.currency
    or coalesce(v_amount, 0) not between 1 and 2000000000
  then
    return null;
  end if;
  insert into payments.refunds (
    org_id, payable_id, payment_id, is_external, mollie_refund_id, amount, currency, reason,
    idempotency_key, actor_type, send_at, sent_at
  ) values (
    p_payment.org_id, p_payment.payable_id, p_payment.id, true, p_provider ->> 'id', v_amount,
    p_payment.currency, left(p_provider ->> 'description', 500), core.new_id(), 'system', v_made_at,
    v_made_at
  )
  returning id into v_id;
  perform payments.count_refunds(p_payment.org_id, p_payment.id);
  return v_id;
end
$$;
revoke all on function payments.import_refund(payments.payments, jsonb) from public;
