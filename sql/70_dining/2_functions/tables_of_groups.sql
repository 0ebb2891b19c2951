-- The tables that stand together in each group of a location, in the order of their ids.
create or replace function dining.tables_of_groups(p_location dining.locations)
  returns table (table_group_id uuid, table_ids uuid[])
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 20
as $$
begin
  return query
    select m.table_group_id, array_agg(m.table_id order by m.table_id)
    from dining.table_group_members as m
    where m.org_id = p_location.org_id and m.location_id = p_location.id
    group by m.table_group_id;
end
$$;
revoke all on function dining.tables_of_groups(dining.locations) from public;
