-- Ends what was kept long enough: walks through every table with personal data once a day, some
-- blocks at a time, and remembers how far it is. So the work of one call is bounded however large a
-- table is, no index has to know what is due, and it goes on wherever it was stopped. Returns
-- `p_limit` (blocks) while there is more to walk through, so that it is called again at once.
create or replace function tenancy.sweep_retention(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_table tenancy.personal_data;
  v_class tenancy.retention_classes;
  v_blocks bigint;
begin
  select d.* into v_table
  from tenancy.personal_data as d
  where d.since is not null and d.walked_at <= core.clock() - interval '1 day'
  order by d.walked_at, d.table_name
  limit 1
  for update skip locked;
  if not found then
    return 0;
  end if;
  select c.* into strict v_class
  from tenancy.retention_classes as c
  where c.class = v_table.class;
  v_blocks := pg_relation_size(v_table.table_name::regclass)
    / current_setting('block_size')::integer;
  perform tenancy.end_retention(v_table, v_class, p_limit);
  update tenancy.personal_data as d
  set next_block = case when v_table.next_block + p_limit < v_blocks
      then v_table.next_block + p_limit else 0 end,
    walked_at = case when v_table.next_block + p_limit < v_blocks
      then d.walked_at else core.clock() end
  where d.table_name = v_table.table_name;
  return p_limit;
end
$$;
revoke all on function tenancy.sweep_retention(integer) from public;
