-- The id of a field. Raises missing_field when it is null.
create or replace function core.require_id(p_field text, p_value uuid)
  returns uuid
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if p_value is null then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  return p_value;
end
$$;
revoke all on function core.require_id(text, uuid) from public;
grant execute on function core.require_id(text, uuid) to anon, authenticated, service_role;
