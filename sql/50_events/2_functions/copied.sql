-- A row of what is being duplicated, as its copy has it: ids of what is copied too are the new
-- ones, and its moments, the columns `p_moments`, have moved.
create or replace function events.copied(p_copy events.copy, p_row jsonb, p_moments text[])
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_object_agg(c.key, case
      when c.key in ('created_at', 'updated_at') then to_jsonb(core.clock())
      when c.key = any (p_moments) then coalesce(to_jsonb(events.shifted(
        (c.value #>> '{}')::timestamptz, p_copy.distance, p_copy.time_zone)), 'null')
      else coalesce(p_copy.ids -> (c.value #>> '{}'), c.value)
    end)
    from jsonb_each(p_row) as c
  );
end
$$;
revoke all on function events.copied(events.copy, jsonb, text[]) from public;
