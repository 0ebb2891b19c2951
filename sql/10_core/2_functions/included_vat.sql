-- The VAT inside an amount that includes it, half up to the cent: 1090 cents at 900 basis points
-- hold 90.
create or replace function core.included_vat(p_amount integer, p_vat_rate integer)
  returns integer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return (2 * p_amount::bigint * p_vat_rate + 10000 + p_vat_rate) / (2 * (10000 + p_vat_rate));
end
$$;
revoke all on function core.included_vat(integer, integer) from public;
