-- The VAT in the costs of a settlement's periods, in whole cents: the provider tells it with four
-- decimals.
create or replace function payments.vat_of_costs(p_periods jsonb)
  returns bigint
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return (
    select coalesce(round(100 * sum((c.cost #>> '{amountVat,value}')::numeric)), 0)
    from jsonb_each(p_periods) as y (year, months)
    cross join lateral jsonb_each(y.months) as m (month, period)
    cross join lateral jsonb_array_elements(coalesce(m.period -> 'costs', '[]')) as c (cost)
    where c.cost #>> '{amountVat,value}' ~ '^-?\d{1,12}(\.\d{1,4})?$'
  );
end
$$;
revoke all on function payments.vat_of_costs(jsonb) from public;
