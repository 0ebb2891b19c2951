-- Lets a JSON object through whose fields are all known and hold texts, or null. Raises
-- invalid_field for another value, and for the first field that is unknown or of another type; of
-- those in `p_flags` true and false are welcome.
create or replace function invoicing.guard_object(
  p_name text,
  p_value jsonb,
  p_fields text[],
  p_flags text[] default '{}'
)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_field text;
  v_kind text;
begin
  if jsonb_typeof(p_value) is distinct from 'object' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_name, 'reason', 'it must be an object'));
  end if;
  for v_field, v_kind in
    select e.key, jsonb_typeof(e.value) from jsonb_each(p_value) as e order by e.key
  loop
    if v_field <> all (p_fields || p_flags) then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', p_name || '.' || left(v_field, 50), 'reason', 'there is no such field'));
    elsif v_field = any (p_flags) and v_kind not in ('boolean', 'null') then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', p_name || '.' || v_field, 'reason', 'it must be true or false'));
    elsif v_field = any (p_fields) and v_kind not in ('string', 'null') then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', p_name || '.' || v_field, 'reason', 'it must be a text'));
    end if;
  end loop;
end
$$;
revoke all on function invoicing.guard_object(text, jsonb, text[], text[]) from public;
