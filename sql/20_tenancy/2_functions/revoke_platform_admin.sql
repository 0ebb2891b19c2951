-- Takes the administration of the platform away from the user with this e-mail address; answers
-- whether they had it. Granted to nobody: for operators who have the database itself.
create or replace function tenancy.revoke_platform_admin(p_email text)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_email text := core.require_email('email', p_email);
  v_user_id uuid;
begin
  delete from tenancy.platform_admins as a
  using auth.users as u
  where u.id = a.user_id and lower(u.email) = v_email
  returning a.user_id into v_user_id;
  if v_user_id is null then
    return false;
  end if;
  perform tenancy.log_admin_act(
    'platform_admin.revoked', null, 'user', v_user_id::text,
    jsonb_build_object('email', v_email));
  return true;
end
$$;
revoke all on function tenancy.revoke_platform_admin(text) from public;
