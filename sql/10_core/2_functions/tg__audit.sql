-- Row trigger of every audited table: writes what changed to the audit log, so that no function can
-- forget it. Arguments: the entity's name, then the columns whose values are stored as hashes only.
-- The action is `<entity>.created`, `.deleted`, `.restored`, `.<status>` for a change of status, or
-- `.updated`.
create or replace function core.tg__audit()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entity text := tg_argv[0];
  v_old jsonb;
  v_new jsonb;
  v_row jsonb;
  v_id text;
  v_action text;
begin
  if tg_op <> 'INSERT' then
    v_old := to_jsonb(old);
  end if;
  if tg_op <> 'DELETE' then
    v_new := to_jsonb(new);
  end if;
  v_row := coalesce(v_new, v_old);
  v_id := coalesce(
    v_row ->> 'id', v_row ->> 'user_id', v_row ->> 'key', v_row ->> 'rule',
    (v_row ->> 'event_id') || '/' || (v_row ->> 'number'),
    v_row ->> 'participant_id', v_row ->> 'registration_id', v_row ->> 'question_id',
    v_row ->> 'promo_code_id', v_row ->> 'wave_id', v_row ->> 'ticket_type_id',
    v_row ->> 'event_id', v_row ->> 'table_group_id', v_row ->> 'location_id', v_row ->> 'feature',
    v_row ->> 'org_id');
  if tg_op = 'UPDATE' then
    v_action := coalesce(
      nullif(v_new ->> 'status', v_old ->> 'status'),
      case when v_old ->> 'deleted_at' is null and v_new ->> 'deleted_at' is not null
        then 'deleted' end,
      case when v_old ->> 'deleted_at' is not null and v_new ->> 'deleted_at' is null
        then 'restored' end,
      'updated'
    );
    select jsonb_object_agg(n.key, v_old -> n.key), jsonb_object_agg(n.key, n.value)
    into v_old, v_new
    from jsonb_each(v_new) as n
    where n.value is distinct from v_old -> n.key and n.key <> 'updated_at';
    if v_new is null then
      return null;
    end if;
  else
    v_action := case tg_op when 'INSERT' then 'created' else 'deleted' end;
    v_new := jsonb_strip_nulls(v_new);
  end if;
  if tg_nargs > 1 then
    if v_old is not null then
      v_old := core.hash_fields(v_old, tg_argv[1:], v_id);
    end if;
    if v_new is not null then
      v_new := core.hash_fields(v_new, tg_argv[1:], v_id);
    end if;
  end if;
  perform core.audit(
    coalesce(v_row ->> 'org_id', case tg_table_name when 'orgs' then v_row ->> 'id' end)::uuid,
    v_entity, v_id, v_entity || '.' || v_action, v_old, v_new
  );
  return null;
end
$$;
revoke all on function core.tg__audit() from public;
