-- The administrator who acts in the user's name, by the claim of the token; null where nobody does.
-- Only we and the auth server sign tokens, and what users write into their metadata lies deeper.
create or replace function core.impersonator()
  returns uuid
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_claims text := current_setting('request.jwt.claims', true);
begin
  -- Nearly nobody has the claim, and every sale comes by here: looked for before it is parsed.
  if v_claims is null or strpos(v_claims, '"impersonation"') = 0 then
    return null;
  end if;
  return (v_claims::json #>> '{impersonation,admin_id}')::uuid;
end
$$;
revoke all on function core.impersonator() from public;
