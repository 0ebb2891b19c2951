-- The trimmed text of a field. Raises missing_field when it is null or blank, invalid_field when it
-- is longer than `p_max` characters or holds control characters.
create or replace function core.require_text(p_field text, p_value text, p_max integer)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text := btrim(p_value);
begin
  if coalesce(v_value, '') = '' then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  return core.optional_text(p_field, v_value, p_max);
end
$$;
revoke all on function core.require_text(text, text, integer) from public;
grant execute on function core.require_text(text, text, integer)
  to anon, authenticated, service_role;
