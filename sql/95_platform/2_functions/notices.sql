-- The latest 200 notices, also those to come and those withdrawn, for platform admins. Called by
-- public.platform_notices(). Raises sign_in_required, platform_admin_required.
create or replace function platform.notices()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.require_platform_admin();
  return coalesce((
    select jsonb_agg(platform.notice_json(n.found) order by (n.found).starts_at desc)
    from (
      select w as found from platform.notices as w order by w.starts_at desc limit 200
    ) as n
  ), '[]');
end
$$;
revoke all on function platform.notices() from public;
grant execute on function platform.notices() to authenticated;
