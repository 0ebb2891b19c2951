-- The e-mail address of a field, trimmed, in lower case. Raises missing_field or invalid_email.
create or replace function core.require_email(p_field text, p_value text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_value));
begin
  if coalesce(v_email, '') = '' then
    perform core.fail('missing_field', jsonb_build_object('field', p_field));
  end if;
  if not core.is_email(v_email) then
    perform core.fail('invalid_email', jsonb_build_object('field', p_field, 'email', left(v_email, 100)));
  end if;
  return v_email;
end
$$;
revoke all on function core.require_email(text, text) from public;
grant execute on function core.require_email(text, text) to anon, authenticated, service_role;
