-- What the provider says of a payment, without who paid: names, accounts and addresses of the
-- payer, and what staff wrote with refunds.
create or replace function payments.without_person(p_provider jsonb)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_said jsonb := p_provider - array['billingAddress', 'shippingAddress', 'billingEmail'];
begin
  if jsonb_typeof(v_said -> 'details') = 'object' then
    v_said := jsonb_set(v_said, '{details}', (v_said -> 'details') - array[
      'consumerName', 'consumerAccount', 'consumerBic', 'consumerReference', 'cardHolder',
      'cardNumber', 'cardFingerprint', 'paypalPayerId', 'billingEmail', 'shippingAddress']);
  end if;
  if jsonb_typeof(v_said #> '{_embedded,refunds}') = 'array' then
    v_said := jsonb_set(v_said, '{_embedded,refunds}', (
      select coalesce(jsonb_agg(r - 'description'), '[]')
      from jsonb_array_elements(v_said #> '{_embedded,refunds}') as r));
  end if;
  return v_said;
end
$$;
revoke all on function payments.without_person(jsonb) from public;
