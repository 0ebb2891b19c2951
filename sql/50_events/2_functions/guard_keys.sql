-- Refuses a JSON field that is not an object, or has other keys than these. Raises invalid_field.
create or replace function events.guard_keys(p_field text, p_value jsonb, p_keys text[])
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if jsonb_typeof(p_value) <> 'object' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it must be an object'));
  elsif p_value - p_keys <> '{}' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field,
      'reason', format(
        '%s is not known here; %s',
        (select min(k.key) from jsonb_object_keys(p_value - p_keys) as k (key)),
        coalesce(nullif(array_to_string(p_keys, ', '), '') || ' can be given',
          'nothing can be given'))));
  end if;
end
$$;
revoke all on function events.guard_keys(text, jsonb, text[]) from public;
