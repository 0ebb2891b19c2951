-- The latest 50 mails to all owners and how far they are, for platform admins. Called by
-- public.platform_broadcasts(). Raises sign_in_required, platform_admin_required.
create or replace function platform.broadcasts()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.require_platform_admin();
  return coalesce((
    select jsonb_agg(platform.broadcast_json(b.found) order by (b.found).created_at desc)
    from (
      select w as found from platform.broadcasts as w order by w.created_at desc limit 50
    ) as b
  ), '[]');
end
$$;
revoke all on function platform.broadcasts() from public;
grant execute on function platform.broadcasts() to authenticated;
