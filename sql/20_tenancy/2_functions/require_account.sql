-- The signed-in user's account, as the auth server has it now: the token may be older than the last
-- change of address. Raises sign_in_required when nobody is signed in, the account is gone, or it
-- has no e-mail address (an anonymous sign-in): such a user can neither found nor join an org.
create or replace function tenancy.require_account(out user_id uuid, out email text)
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  select u.id, lower(u.email) into user_id, email
  from auth.users as u
  where u.id = auth.uid() and u.email <> '';
  if not found then
    perform core.fail('sign_in_required');
  end if;
  perform core.act_as('operator');
end
$$;
revoke all on function tenancy.require_account() from public;
