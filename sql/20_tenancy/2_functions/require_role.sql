-- The role that a field names. Raises missing_field, or invalid_field with the roles there are.
create or replace function tenancy.require_role(p_field text, p_value text)
  returns tenancy.member_role
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_value text := lower(core.require_text(p_field, p_value, 50));
  v_roles text[] := enum_range(null::tenancy.member_role)::text[];
begin
  if v_value <> all (v_roles) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', p_field, 'reason', 'it is one of ' || array_to_string(v_roles, ', ')));
  end if;
  return v_value::tenancy.member_role;
end
$$;
revoke all on function tenancy.require_role(text, text) from public;
