-- The confirmed e-mail address of the account that is signed in; null without one.
create or replace function tenancy.own_email()
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select lower(u.email)
    from auth.users as u
    where u.id = auth.uid() and u.email_confirmed_at is not null
  );
end
$$;
revoke all on function tenancy.own_email() from public;
