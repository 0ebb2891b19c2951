-- A header of the present HTTP request, bounded in length; null outside a request. The name is in
-- lower case, as PostgREST and the workers pass them.
create or replace function core.request_header(p_name text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_headers text := current_setting('request.headers', true);
begin
  if coalesce(v_headers, '') = '' then
    return null;
  end if;
  return left(v_headers::json ->> p_name, 300);
end
$$;
revoke all on function core.request_header(text) from public;
grant execute on function core.request_header(text) to anon, authenticated, service_role;
