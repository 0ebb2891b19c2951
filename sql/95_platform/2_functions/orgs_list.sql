-- requires: read_org_filters
-- Orgs for platform admins, the newest first, a page at a time: those that have the words and that
-- the filters leave (public.platform_orgs says which there are). What was looked for is in the
-- administrators' log, for lists show people's addresses. Returns {orgs: [what org_json() tells],
-- next_cursor}. Raises sign_in_required, platform_admin_required, invalid_field.
create or replace function platform.orgs_list(
  p_query text,
  p_filters jsonb,
  p_cursor uuid,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_filters platform.org_filters;
  v_limit integer := coalesce(p_limit, 50);
  v_orgs tenancy.orgs[];
begin
  perform tenancy.require_platform_admin();
  perform core.require_range('limit', v_limit, 1, 200);
  v_filters := platform.read_org_filters(p_query, p_filters);
  v_orgs := array(select o from platform.find_orgs(v_filters, p_cursor, v_limit + 1) as o);
  perform tenancy.log_admin_act(
    'orgs.listed', null, 'org', null,
    jsonb_build_object('query', v_filters.words, 'filters', p_filters, 'cursor', p_cursor));
  return jsonb_build_object(
    'orgs', (
      select coalesce(jsonb_agg(platform.org_json(o) order by o.id desc), '[]')
      from unnest(v_orgs[:v_limit]) as o),
    'next_cursor', case when cardinality(v_orgs) > v_limit then (v_orgs[v_limit]).id end);
end
$$;
revoke all on function platform.orgs_list(text, jsonb, uuid, integer) from public;
grant execute on function platform.orgs_list(text, jsonb, uuid, integer) to authenticated;
