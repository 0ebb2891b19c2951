-- The e-mail address of a field, trimmed, in lower case. Raises missing_field or invalid_email.
-- Checks the shape that mail servers accept without quoting (RFC 5321: 64 + @ + 255, dotted
-- domain); whether the address exists is found out by writing to it.
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
  if length(v_email) > 254
    or v_email !~ '^[^[:space:][:cntrl:]@<>()\[\],;:\\"]{1,64}@([[:alnum:]]([[:alnum:]-]{0,61}[[:alnum:]])?\.)+[[:alpha:]][[:alnum:]-]{0,61}[[:alnum:]]$'
    or v_email ~ '(^\.|\.\.|\.@)'
  then
    perform core.fail('invalid_email', jsonb_build_object('field', p_field, 'email', left(v_email, 100)));
  end if;
  return v_email;
end
$$;
revoke all on function core.require_email(text, text) from public;
grant execute on function core.require_email(text, text) to anon, authenticated, service_role;
