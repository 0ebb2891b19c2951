-- Marks that orgs have keys of their own, for which core.public_token() looks only then.
create or replace function core.tg_org_keys__mark()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  -- Two statements: a key that was made while this one waited is seen by the second.
  perform from core.secrets as s where s.name = 'public_token' for update;
  update core.secrets as s
  set has_org_keys = true
  where s.name = 'public_token' and not s.has_org_keys;
  return null;
end
$$;
revoke all on function core.tg_org_keys__mark() from public;
