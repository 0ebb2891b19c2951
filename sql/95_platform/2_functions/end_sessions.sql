-- Ends every session of users: the auth server's, with their refresh tokens, access tokens that
-- live on, and what is done in their name or by them in others'. Returns how many sessions there
-- were. The auth server's table is written here because its own interface for it asks for the key
-- of everything.
create or replace function platform.end_sessions(p_user_ids uuid[])
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  insert into core.sign_outs (user_id, not_before)
  select u.id, core.clock() from unnest(p_user_ids) as u (id) order by u.id
  on conflict (user_id) do update set not_before = excluded.not_before;
  update core.impersonations as i
  set ended_at = core.clock()
  where (i.user_id = any (p_user_ids) or i.admin_id = any (p_user_ids))
    and i.ended_at is null and i.expires_at > core.clock();
  delete from auth.sessions as s where s.user_id = any (p_user_ids);
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function platform.end_sessions(uuid[]) from public;
