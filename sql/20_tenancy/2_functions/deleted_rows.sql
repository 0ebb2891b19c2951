-- What an org has deleted and can be restored, newest first. For owners (deleted.restore). Raises
-- sign_in_required, not_found, not_allowed.
create or replace function tenancy.deleted_rows(p_org_id uuid)
  returns table (kind text, id uuid, label text, deleted_at timestamptz)
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'deleted.restore');
  return query execute (
    select string_agg(
      format(
        'select %L, d.id, %s, d.deleted_at from %s as d '
        'where d.org_id = $1 and d.deleted_at is not null',
        r.kind, r.label, r.table_name::regclass),
      ' union all ') || ' order by 4 desc, 2 desc'
    from tenancy.restorables as r
  )
  using p_org_id;
end
$$;
revoke all on function tenancy.deleted_rows(uuid) from public;
grant execute on function tenancy.deleted_rows(uuid) to authenticated;
