-- A certificate as it is handed out.
create or replace function tenancy.erasure_json(p_erasure tenancy.erasures)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'erasure_id', p_erasure.id,
    'org_id', p_erasure.org_id,
    'org_name', (select o.name from tenancy.orgs as o where o.id = p_erasure.org_id),
    'erased_at', p_erasure.erased_at,
    'erased_by', p_erasure.erased_by,
    'actor_type', p_erasure.actor_type,
    'rows', p_erasure.rows,
    'email_hashes', (
      select coalesce(jsonb_agg(encode(h, 'hex')), '[]') from unnest(p_erasure.email_hashes) as h),
    'ids', to_jsonb(p_erasure.ids),
    'kept', (
      select jsonb_object_agg(c.class, c.reason)
      from tenancy.retention_classes as c
      where c.act = 'keep'));
end
$$;
revoke all on function tenancy.erasure_json(tenancy.erasures) from public;
