-- Times in between, by the name of their point, as they are kept; null for what is none.
create or replace function integrations.read_splits(p_splits jsonb)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if coalesce(jsonb_typeof(p_splits), 'null') = 'null' then
    return '{}';
  elsif jsonb_typeof(p_splits) <> 'object' then
    return null;
  end if;
  return (
    select case
      when bool_and(integrations.read_time(s.value) is not null and length(s.key) between 1 and 50)
        and count(*) <= 50
        then jsonb_object_agg(s.key, integrations.read_time(s.value))
      when count(*) = 0 then '{}'
    end
    from jsonb_each_text(p_splits) as s
  );
end
$$;
revoke all on function integrations.read_splits(jsonb) from public;
