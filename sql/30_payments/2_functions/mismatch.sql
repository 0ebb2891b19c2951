-- Why the money is not what was agreed: `wrong_amount`, `wrong_currency`, `wrong_mode` or
-- `wrong_profile`; null when it is.
create or replace function payments.mismatch(p_payment payments.payments, p_provider jsonb)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_currency text := p_provider #>> '{amount,currency}';
begin
  return case
    when p_provider ->> 'mode' is distinct from core.setting('payments.mode') #>> '{}'
      or p_provider ->> 'mode' is distinct from coalesce(p_payment.mode, p_provider ->> 'mode')
      then 'wrong_mode'
    when p_provider ->> 'profileId' <> p_payment.provider_profile_id then 'wrong_profile'
    when v_currency is distinct from p_payment.currency then 'wrong_currency'
    when payments.minor_units(p_provider #>> '{amount,value}', v_currency)
      is distinct from p_payment.amount then 'wrong_amount'
  end;
end
$$;
revoke all on function payments.mismatch(payments.payments, jsonb) from public;
