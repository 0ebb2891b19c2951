-- Who is acting, for the audit log. A function that serves buyers says so with
-- core.act_as('guest'); otherwise a signed-in user is staff, a caller with the anon key a guest,
-- and all else the system. Software that acts for staff carries app_metadata.actor_type =
-- "assistant" in its token, which only the auth server can put there.
create or replace function core.actor_type()
  returns core.actor_type
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_said text := current_setting('app.actor_type', true);
  v_claims text;
  v_jwt json;
begin
  if coalesce(v_said, '') <> '' then
    return v_said::core.actor_type;
  end if;
  v_claims := current_setting('request.jwt.claims', true);
  if coalesce(v_claims, '') = '' then
    return 'system';
  end if;
  v_jwt := v_claims::json;
  return case
    when v_jwt #>> '{app_metadata,actor_type}' = 'assistant' then 'assistant'
    when v_jwt ->> 'role' = 'authenticated' then 'operator'
    when v_jwt ->> 'role' = 'anon' then 'guest'
    else 'system'
  end;
end
$$;
revoke all on function core.actor_type() from public;
