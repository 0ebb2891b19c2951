-- Takes the administration of the platform away from the user with this e-mail address; answers
-- whether they had it. Granted to nobody: for operators who have the database itself.
create or replace function tenancy.revoke_platform_admin(p_email text)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  delete from tenancy.platform_admins as a
  using auth.users as u
  where u.id = a.user_id and lower(u.email) = core.require_email('email', p_email);
  return found;
end
$$;
revoke all on function tenancy.revoke_platform_admin(text) from public;
