-- Cents of a provider's amount, e.g. ("12.50", "EUR") -> 1250; null when it is no such amount.
-- Currencies without cents (ISO 4217 exponent 0) as Mollie writes them.
create or replace function payments.minor_units(p_value text, p_currency text)
  returns bigint
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if p_currency in ('JPY', 'ISK') then
    return case when p_value ~ '^\d{1,12}$' then p_value::bigint end;
  end if;
  return case when p_value ~ '^\d{1,12}\.\d{2}$' then replace(p_value, '.', '')::bigint end;
end
$$;
revoke all on function payments.minor_units(text, text) from public;
grant execute on function payments.minor_units(text, text) to authenticated;
