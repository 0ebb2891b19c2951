-- requires: read_period
-- What the platform earned per org in a period, for platform admins: all orgs that had figures, the
-- highest fees first, a page at a time. Returns {from, to, as_of, orgs: [{org_id, name, slug, plan,
-- and what figures_of() tells}], next_offset}. Raises what require_platform_admin() and
-- read_period() raise, invalid_field.
create or replace function platform.fees_per_org(
  p_from date,
  p_to date,
  p_offset integer,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_period record;
  v_limit integer := coalesce(p_limit, 50);
  v_offset integer := coalesce(p_offset, 0);
  v_orgs jsonb[];
begin
  perform tenancy.require_platform_admin();
  v_period := platform.read_period(p_from, p_to);
  perform core.require_range('limit', v_limit, 1, 200);
  perform core.require_range('offset', v_offset, 0, 1000000);
  v_orgs := array(
    select
      jsonb_build_object(
        'org_id', s.org_id, 'name', g.name, 'slug', g.slug,
        'plan', (billing.current_subscription(s.org_id)).plan)
      || platform.figures_of(platform.sum_figures(
        platform.grain_of(v_period.first_day, v_period.end_day),
        v_period.first_day, v_period.end_day, s.org_id))
    from platform.fees_in(v_period.first_day, v_period.end_day) as s
    join tenancy.orgs as g on g.id = s.org_id
    order by s.fees desc, s.gmv desc, s.org_id
    offset v_offset
    limit v_limit + 1
  );
  return jsonb_build_object(
    'from', v_period.first_day,
    'to', v_period.end_day,
    'currency', 'EUR',
    'as_of', (select nullif(p.done_at, '-infinity') from platform.figure_progress as p),
    'orgs', to_jsonb(v_orgs[:v_limit]),
    'next_offset', case when cardinality(v_orgs) > v_limit then v_offset + v_limit end);
end
$$;
revoke all on function platform.fees_per_org(date, date, integer, integer) from public;
grant execute on function platform.fees_per_org(date, date, integer, integer)
  to authenticated;
