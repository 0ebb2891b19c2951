-- Where staff want a party to sit, from {table_id} or {table_group_id}, else null. It must be an
-- active place of the location; whether the party fits is theirs to judge. Raises invalid_field,
-- table_not_found.
create or replace function dining.read_placement(p_location dining.locations, p_options jsonb)
  returns dining.place
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_field text;
  v_table_id uuid;
  v_group_id uuid;
  v_place dining.place;
begin
  foreach v_field in array array['table_id', 'table_group_id'] loop
    if p_options ->> v_field !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', v_field, 'reason', 'it is not an id'));
    end if;
  end loop;
  v_table_id := (p_options ->> 'table_id')::uuid;
  v_group_id := (p_options ->> 'table_group_id')::uuid;
  if v_table_id is not null and v_group_id is not null then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'table_group_id', 'reason', 'a party sits at a table or at a group, not at both'));
  end if;
  v_place.table_id := v_table_id;
  v_place.table_group_id := v_group_id;
  if v_table_id is not null and not exists (
    select from dining.tables as t
    where t.org_id = p_location.org_id and t.location_id = p_location.id and t.id = v_table_id
      and t.is_active
  ) or v_group_id is not null and not exists (
    select from dining.table_groups as g
    where g.org_id = p_location.org_id and g.location_id = p_location.id and g.id = v_group_id
      and g.is_active
  ) then
    perform core.fail('table_not_found', jsonb_build_object(
      'table_id', coalesce(v_table_id, v_group_id)));
  end if;
  return v_place;
end
$$;
revoke all on function dining.read_placement(dining.locations, jsonb) from public;
