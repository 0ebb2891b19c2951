-- A text inside a JSON field, trimmed; null when it is missing or blank. Raises invalid_field when
-- it is something else than a text, too long, or holds control characters.
create or replace function events.json_text(p_field text, p_value jsonb, p_max integer)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if jsonb_typeof(p_value) not in ('string', 'null') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it must be a text'));
  end if;
  return core.optional_text(p_field, p_value #>> '{}', p_max);
end
$$;
revoke all on function events.json_text(text, jsonb, integer) from public;
