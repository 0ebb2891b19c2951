-- How long an org keeps what, and within which bounds it may choose: for staff with privacy.manage.
-- Raises missing_field, sign_in_required, not_found, not_allowed.
create or replace function tenancy.retention(p_org_id uuid)
  returns table (
    class text,
    description text,
    act tenancy.retention_act,
    starts text,
    keep_days integer,
    default_days integer,
    min_days integer,
    max_days integer,
    reason text
  )
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'privacy.manage');
  return query
    select c.class, c.description, c.act, c.starts,
      least(coalesce(o.keep_days, c.keep_days), c.max_days), c.keep_days, c.min_days, c.max_days,
      c.reason
    from tenancy.retention_classes as c
    left join tenancy.retention_overrides as o on o.org_id = p_org_id and o.class = c.class
    order by c.class;
end
$$;
revoke all on function tenancy.retention(uuid) from public;
grant execute on function tenancy.retention(uuid) to authenticated;
