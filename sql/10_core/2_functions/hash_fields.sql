-- Replaces the named fields of an object by hashes, salted with the row's id: enough to see that a
-- value changed, or to prove a value one knows, and nothing more.
create or replace function core.hash_fields(p_value jsonb, p_fields text[], p_salt text)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_field text;
begin
  foreach v_field in array p_fields loop
    if p_value ->> v_field is not null then
      p_value := jsonb_set(p_value, array[v_field], to_jsonb(
        'sha256:' || encode(sha256(convert_to(p_salt || ':' || (p_value ->> v_field), 'UTF8')), 'hex')
      ));
    end if;
  end loop;
  return p_value;
end
$$;
revoke all on function core.hash_fields(jsonb, text[], text) from public;
