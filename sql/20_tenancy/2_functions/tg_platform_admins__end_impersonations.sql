-- Who stops administering the platform acts in nobody's name any more, and in the name of one who
-- begins to, nobody does: what is under way ends at once.
create or replace function tenancy.tg_platform_admins__end_impersonations()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update core.impersonations as i
  set ended_at = core.clock()
  where (i.admin_id = old.user_id or i.user_id = new.user_id)
    and i.ended_at is null and i.expires_at > core.clock();
  return null;
end
$$;
revoke all on function tenancy.tg_platform_admins__end_impersonations() from public;
