-- What is wrong with headers that go along with a delivery; null when nothing is. Whatever signs in
-- is no header but a credential, which is sealed.
create or replace function integrations.fault_of_headers(p_headers jsonb)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_name text;
  v_value jsonb;
begin
  if jsonb_typeof(p_headers) <> 'object' then
    return 'is no object of names and values';
  end if;
  if (select count(*) from jsonb_object_keys(p_headers)) > 10 then
    return 'has more than 10 headers';
  end if;
  for v_name, v_value in select h.key, h.value from jsonb_each(p_headers) as h order by h.key loop
    if v_name !~ '^[A-Za-z][A-Za-z0-9-]{0,63}$' then
      return format('has a name that no header has: %s', left(v_name, 70));
    elsif lower(v_name) ~ '^(webhook-.*|host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|accept-encoding|user-agent|proxy-.*)$' then
      return format('has a header that is not yours to set: %s', v_name);
    elsif lower(v_name) ~ '(authorization|cookie|secret|token|password|api-?key)' then
      return format('has a header that holds a secret: give it as auth instead of %s', v_name);
    elsif jsonb_typeof(v_value) <> 'string' or (v_value #>> '{}') !~ '^[ -~]+$'
      or length(v_value #>> '{}') > 500
    then
      return format('has a value that is no line of up to 500 characters: %s', v_name);
    end if;
  end loop;
  return null;
end
$$;
revoke all on function integrations.fault_of_headers(jsonb) from public;
