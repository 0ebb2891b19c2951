-- The network address of the client as the gateway saw it; null outside a request. The header is a
-- setting, because it must be one that the gateway in front writes itself: a client can send any.
create or replace function core.client_address()
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return btrim(split_part(core.request_header(core.setting('core.address_header') #>> '{}'), ',', 1));
end
$$;
revoke all on function core.client_address() from public;
