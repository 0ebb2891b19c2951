-- requires: grain_of
-- The orgs that had figures in a period, with the fees that the platform took and what was sold.
create or replace function platform.fees_in(p_first date, p_end date)
  returns table (org_id uuid, fees bigint, gmv bigint)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select f.org_id, sum(f.platform_fee_amount), sum(f.gmv_amount)
  from platform.figures as f
  where f.grain = platform.grain_of(p_first, p_end)
    and f.starts_on >= p_first and f.starts_on < p_end
  group by f.org_id
$$;
revoke all on function platform.fees_in(date, date) from public;
