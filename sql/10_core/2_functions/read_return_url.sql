-- The address to which the client app wants its customer back, or null. Raises invalid_field when
-- it is not an http(s) address.
create or replace function core.read_return_url(p_return_url text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_url text := core.optional_text('return_url', p_return_url, 500);
begin
  if v_url !~ '^https?://[^[:space:]/@]+(/[^[:space:]]*)?$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'return_url', 'reason', 'it is not an http or https address'));
  end if;
  return v_url;
end
$$;
revoke all on function core.read_return_url(text) from public;
