-- The trimmed text of a field that may be missing (null and blank both give null). Raises
-- invalid_field when it is longer than `p_max` characters or holds control characters.
create or replace function core.optional_text(p_field text, p_value text, p_max integer)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text;
begin
  if p_value is null then
    return null;
  end if;
  v_value := nullif(btrim(p_value), '');
  if length(v_value) > p_max then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', format('it is longer than %s characters', p_max)));
  end if;
  if v_value ~ '[[:cntrl:]]' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it contains control characters'));
  end if;
  return v_value;
end
$$;
revoke all on function core.optional_text(text, text, integer) from public;
grant execute on function core.optional_text(text, text, integer)
  to anon, authenticated, service_role;
