-- Raises parent_deleted when something that a row refers to is deleted: a ticket type is not
-- restored into a deleted event. What it refers to, and what that refers to in turn, is what its
-- foreign keys say.
create or replace function tenancy.guard_parents(
  p_kind tenancy.restorables,
  p_org_id uuid,
  p_id uuid
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_reference record;
  v_parent record;
begin
  for v_reference in
    select r as kind, a.attname as column_name
    from pg_catalog.pg_constraint as c
    join pg_catalog.pg_attribute as a
      on a.attrelid = c.conrelid and a.attnum = any (c.conkey) and a.attname <> 'org_id'
    join tenancy.restorables as r on r.table_name::regclass = c.confrelid
    where c.contype = 'f' and c.conrelid = p_kind.table_name::regclass
    order by c.conname
  loop
    execute format(
      'select d.id, %s as label, d.deleted_at from %s as d join %s as c on c.%I = d.id '
      'where d.org_id = $1 and c.org_id = $1 and c.id = $2',
      (v_reference.kind).label, (v_reference.kind).table_name::regclass,
      p_kind.table_name::regclass, v_reference.column_name)
    into v_parent
    using p_org_id, p_id;
    if v_parent.deleted_at is not null then
      perform core.fail('parent_deleted', jsonb_build_object(
        'kind', p_kind.kind, 'id', p_id, 'parent_kind', (v_reference.kind).kind,
        'parent_id', v_parent.id, 'parent', v_parent.label));
    elsif v_parent.id is not null then
      perform tenancy.guard_parents(v_reference.kind, p_org_id, v_parent.id);
    end if;
  end loop;
end
$$;
revoke all on function tenancy.guard_parents(tenancy.restorables, uuid, uuid) from public;
