-- How a number of a series is written: YYYY-NNNN, growing past four digits.
create or replace function invoicing.number_text(p_year integer, p_sequence integer)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_year || '-' || lpad(p_sequence::text, greatest(4, length(p_sequence::text)), '0');
end
$$;
revoke all on function invoicing.number_text(integer, integer) from public;
