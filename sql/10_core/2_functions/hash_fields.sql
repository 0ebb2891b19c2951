-- Replaces the named fields of an object by hashes with a key of the database, salted with the
-- row's id: enough to see that a value changed, or for whoever has the key to prove a value they
-- know. Without the key nobody can try values, however few there are; with another key nobody ever
-- can.
create or replace function core.hash_fields(p_value jsonb, p_fields text[], p_salt text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_key bytea;
  v_field text;
  v_value text;
begin
  foreach v_field in array p_fields loop
    v_value := p_value ->> v_field;
    if v_value is not null then
      if v_key is null then
        select s.value into strict v_key from core.secrets as s where s.name = 'audit_hash';
      end if;
      p_value := p_value || jsonb_build_object(v_field, 'hmac:' || encode(extensions.hmac(
        convert_to(p_salt || ':' || v_field || ':' || v_value, 'UTF8'), v_key, 'sha256'), 'hex'));
    end if;
  end loop;
  return p_value;
end
$$;
revoke all on function core.hash_fields(jsonb, text[], text) from public;
