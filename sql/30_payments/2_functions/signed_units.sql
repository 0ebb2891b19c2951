-- Cents of an amount of the provider that may be below zero, {"currency": "EUR", "value": "-5.00"};
-- null when it is none.
create or replace function payments.signed_units(p_amount jsonb)
  returns bigint
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return payments.minor_units(ltrim(p_amount ->> 'value', '-'), p_amount ->> 'currency')
    * case when p_amount ->> 'value' like '-%' then -1 else 1 end;
end
$$;
revoke all on function payments.signed_units(jsonb) from public;
