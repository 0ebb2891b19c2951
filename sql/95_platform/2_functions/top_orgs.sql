-- requires: figures_of
-- The orgs that sold most in a period: [{org_id, name, slug, suspended_at, and what figures_of()
-- tells}], by what their orders came to.
create or replace function platform.top_orgs(p_first date, p_end date, p_limit integer)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_grain platform.grain := platform.grain_of(p_first, p_end);
begin
  return (
    with best as (
      select f.org_id, sum(f.gmv_amount) as gmv_amount
      from platform.figures as f
      where f.grain = v_grain and f.starts_on >= p_first and f.starts_on < p_end
      group by f.org_id
      having sum(f.gmv_amount) > 0
      order by 2 desc, 1
      limit p_limit
    )
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'org_id', g.id, 'name', g.name, 'slug', g.slug, 'suspended_at', g.suspended_at)
      || platform.figures_of(platform.sum_figures(v_grain, p_first, p_end, g.id))
      order by b.gmv_amount desc, b.org_id), '[]')
    from best as b
    join tenancy.orgs as g on g.id = b.org_id
  );
end
$$;
revoke all on function platform.top_orgs(date, date, integer) from public;
