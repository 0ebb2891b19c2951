-- The network that an address stands for when guesses are counted: itself, or the 64 bits of an
-- IPv6 address that one customer has. What is no address stands for itself.
create or replace function core.network_of(p_address text)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if pg_input_is_valid(p_address, 'inet') and family(p_address::inet) = 6 then
    return host(network(set_masklen(p_address::inet, 64)));
  end if;
  return p_address;
end
$$;
revoke all on function core.network_of(text) from public;
