-- What a part has of an amount that is divided over a whole, half up to the cent. Of a running
-- part it is a running share, so that shares taken one after the other add up to the amount.
create or replace function sales.share(p_amount bigint, p_part bigint, p_whole bigint)
  returns integer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if p_whole = 0 then
    return 0;
  end if;
  return (2 * p_amount * p_part + p_whole) / (2 * p_whole);
end
$$;
revoke all on function sales.share(bigint, bigint, bigint) from public;
