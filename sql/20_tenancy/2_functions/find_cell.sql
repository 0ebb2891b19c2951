-- Where an org lives, by its id or slug: here, on its way, or in another cell. Every cell knows its
-- own orgs and those that left it, so whoever knows one cell finds the others. Called by
-- public.find_cell(). Raises missing_field, not_found.
create or replace function tenancy.find_cell(p_org_id uuid, p_slug text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_found jsonb;
begin
  if num_nonnulls(p_org_id, p_slug) = 0 then
    perform core.fail('missing_field', jsonb_build_object('field', 'org_id'));
  end if;
  select jsonb_build_object(
    'org_id', o.id,
    'status', case when o.moving_at is null then 'here' else 'moving' end,
    'cell_url', nullif(core.setting('tenancy.cell_url') #>> '{}', ''))
  into v_found
  from tenancy.orgs as o
  where (p_org_id is null or o.id = p_org_id) and (p_slug is null or o.slug = p_slug)
    and o.deleted_at is null;
  if not found then
    select jsonb_build_object('org_id', m.org_id, 'status', 'moved', 'cell_url', m.moved_to)
    into v_found
    from tenancy.moved_orgs as m
    where (p_org_id is null or m.org_id = p_org_id) and (p_slug is null or m.slug = p_slug)
      and m.moved_to is not null
    order by m.moved_at desc
    limit 1;
  end if;
  if v_found is null then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'organisation', 'id', coalesce(p_org_id::text, p_slug)));
  end if;
  return v_found;
end
$$;
revoke all on function tenancy.find_cell(uuid, text) from public;
grant execute on function tenancy.find_cell(uuid, text) to anon, authenticated;
