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
  v_value text;
begin
  foreach v_field in array p_fields loop
    v_value := p_value ->> v_field;
    if v_value is not null then
      p_value := p_value || jsonb_build_object(
        v_field, 'sha256:' || encode(sha256(convert_to(p_salt || ':' || v_value, 'UTF8')), 'hex'));
    end if;
  end loop;
  return p_value;
end
$$;
revoke all on function core.hash_fields(jsonb, text[], text) from public;
