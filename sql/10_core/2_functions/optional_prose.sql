-- The trimmed text of a field that may have several lines and may be missing (null and blank both
-- give null). Lines end with \n, whatever the client's did. Raises invalid_field when it is longer
-- than `p_max` characters or holds control characters other than ends of lines and tabs.
create or replace function core.optional_prose(p_field text, p_value text, p_max integer)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text := nullif(btrim(replace(p_value, E'\r\n', E'\n'), E' \n\t'), '');
begin
  if length(v_value) > p_max then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', format('it is longer than %s characters', p_max)));
  end if;
  if translate(v_value, E'\n\t', '') ~ '[[:cntrl:]]' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it contains control characters'));
  end if;
  return v_value;
end
$$;
revoke all on function core.optional_prose(text, text, integer) from public;
