-- Copies the rows of a table that belong to what is being duplicated by their column `p_parent`:
-- new ids, moments moved, `p_changes` made, and without what is deleted or refers to something that
-- is not copied. Returns the copy with the new ids added, for what refers to these rows in turn.
-- What a trigger has made already stays: the own pool of a ticket type.
create or replace function events.copy_rows(
  p_copy events.copy,
  p_table text,
  p_parent text,
  p_changes jsonb default '{}'
)
  returns events.copy
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_old uuid[] := array(select k::uuid from jsonb_object_keys(p_copy.ids) as k);
  v_columns text[];
  v_rows text;
  v_ids jsonb;
begin
  select array_agg(a.attname::text) into v_columns
  from pg_catalog.pg_attribute as a
  where a.attrelid = p_table::regclass and a.attnum > 0 and not a.attisdropped;
  v_rows := format(
    '%s as r where r.org_id = $1 and r.%I = any ($2) and not events.refers_elsewhere($3, to_jsonb(r))',
    p_table::regclass, p_parent);
  if 'deleted_at' = any (v_columns) then
    v_rows := v_rows || ' and r.deleted_at is null';
  end if;
  if 'id' = any (v_columns) then
    -- The new ids are in the order of the old ones: it decides where nothing else does.
    execute format(
      'with new as materialized (select core.new_id() as id from %1$s) '
      'select jsonb_object_agg(o.id, n.id) '
      'from (select r.id, row_number() over (order by r.id) as place from %1$s) as o '
      'join (select i.id, row_number() over (order by i.id) as place from new as i) as n '
      'using (place)', v_rows)
    into v_ids
    using p_copy.org_id, v_old, p_copy;
    p_copy.ids := p_copy.ids || coalesce(v_ids, '{}');
  end if;
  execute format(
    'insert into %1$s select n.* '
    'from (select events.copied($3, to_jsonb(r), $4) || $5 as new from %2$s) as c '
    'cross join lateral jsonb_populate_record(null::%1$s, c.new) as n on conflict do nothing',
    p_table::regclass, v_rows)
  using p_copy.org_id, v_old, p_copy, events.moments(p_table), p_changes;
  return p_copy;
end
$$;
revoke all on function events.copy_rows(events.copy, text, text, jsonb) from public;
