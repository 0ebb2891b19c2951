-- How an order by staff is to be settled. Raises missing_field, and invalid_field for what staff
-- cannot choose.
create or replace function sales.read_settlement(p_settlement text)
  returns sales.settlement
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if core.require_text('settlement', p_settlement, 50)
    not in ('complimentary', 'cash', 'invoice', 'bank')
  then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'settlement', 'reason', 'it must be complimentary, cash, invoice or bank'));
  end if;
  return btrim(p_settlement);
end
$$;
revoke all on function sales.read_settlement(text) from public;
