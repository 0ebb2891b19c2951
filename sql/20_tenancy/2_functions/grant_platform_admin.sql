-- Makes the user with this e-mail address an administrator of the platform, and returns their id.
-- Granted to nobody: for operators who have the database itself. Raises not_found.
create or replace function tenancy.grant_platform_admin(p_email text)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_email text := core.require_email('email', p_email);
  v_user_id uuid;
begin
  select u.id into v_user_id from auth.users as u where lower(u.email) = v_email;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'user', 'id', v_email));
  end if;
  insert into tenancy.platform_admins (user_id) values (v_user_id)
  on conflict (user_id) do nothing;
  if found then
    perform tenancy.log_admin_act(
      'platform_admin.granted', null, 'user', v_user_id::text,
      jsonb_build_object('email', v_email));
  end if;
  return v_user_id;
end
$$;
revoke all on function tenancy.grant_platform_admin(text) from public;
