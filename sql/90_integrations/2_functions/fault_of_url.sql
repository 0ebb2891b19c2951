-- What is wrong with an address that others are to be told at; null when nothing is. Which network
-- it leads to is looked at whenever it is connected to: names can change their minds.
create or replace function integrations.fault_of_url(p_url text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_is_local boolean := core.setting('integrations.local_urls_are_allowed')::boolean;
  v_parts text[] := regexp_match(p_url, '^([a-z]+)://([^/?#]*)([/?#].*)?$', 'i');
  v_host text[] := regexp_match(v_parts[2], '^([a-z0-9.-]+)(:([0-9]{1,5}))?$', 'i');
  v_port integer := v_host[3];
begin
  return case
    when length(p_url) > 2000 then 'is longer than 2000 characters'
    when p_url !~ '^[!-~]+$' then 'has characters that no address has'
    when v_parts is null then 'is no address of the form https://host/path'
    when strpos(v_parts[2], '@') > 0
      then 'has a name or password in it: say how to sign in with auth'
    when strpos(p_url, '#') > 0 then 'has a part after #, which is never sent'
    when lower(v_parts[1]) <> 'https' and not (v_is_local and lower(v_parts[1]) = 'http')
      then 'does not begin with https://'
    when v_host is null then 'has no name of a host'
    when v_is_local then null
    when lower(v_host[1]) !~ '^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$'
      then 'names no host in a domain, such as hooks.example.org'
    when v_port not in (443, 8443) then 'has a port that is neither 443 nor 8443'
  end;
end
$$;
revoke all on function integrations.fault_of_url(text) from public;
