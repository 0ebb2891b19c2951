-- Whether JSON is a list of 1 to 500 different ids; null when there is nothing.
create or replace function sales.is_list_of_ids(p_value jsonb)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if coalesce(jsonb_typeof(p_value), 'null') = 'null' then
    return null;
  elsif jsonb_typeof(p_value) <> 'array' then
    return false;
  end if;
  return (
    select count(*) between 1 and 500
      and coalesce(bool_and(pg_input_is_valid(i.id, 'uuid')), false)
      and count(distinct lower(i.id)) = count(*)
    from jsonb_array_elements_text(p_value) as i (id)
  );
end
$$;
revoke all on function sales.is_list_of_ids(jsonb) from public;
