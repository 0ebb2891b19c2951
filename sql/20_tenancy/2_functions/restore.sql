-- Brings a deleted row back: a kind of tenancy.restorables and an id. For owners (deleted.restore).
-- One that is not deleted stays as it is. Returns {kind, id, label}. Raises missing_field,
-- invalid_field, not_found, not_allowed, parent_deleted when what it belongs to is deleted itself,
-- restore_conflict when something else has taken its place meanwhile.
create or replace function tenancy.restore(p_kind text, p_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_kind tenancy.restorables := tenancy.find_restorable(core.require_text('kind', p_kind, 50));
  v_org_id uuid;
  v_label text;
  v_is_deleted boolean;
begin
  execute format('select d.org_id from %s as d where d.id = $1', v_kind.table_name::regclass)
  into v_org_id
  using core.require_id('id', p_id);
  perform tenancy.authorise(v_org_id, 'deleted.restore', v_kind.kind, p_id);
  execute format(
    'select %s, d.deleted_at is not null from %s as d where d.org_id = $1 and d.id = $2 for no key update',
    v_kind.label, v_kind.table_name::regclass)
  into strict v_label, v_is_deleted
  using v_org_id, p_id;
  if v_is_deleted then
    perform tenancy.guard_parents(v_kind, v_org_id, p_id);
    execute format(
      'update %s as d set deleted_at = null where d.org_id = $1 and d.id = $2',
      v_kind.table_name::regclass)
    using v_org_id, p_id;
  end if;
  return jsonb_build_object('kind', v_kind.kind, 'id', p_id, 'label', v_label);
exception when unique_violation or exclusion_violation then
  perform core.fail('restore_conflict', jsonb_build_object(
    'kind', v_kind.kind, 'id', p_id, 'label', v_label, 'reason', v_kind.conflict));
end
$$;
revoke all on function tenancy.restore(text, uuid) from public;
grant execute on function tenancy.restore(text, uuid) to authenticated;
