-- Whether a row of what is being duplicated refers to something that is not copied, such as a
-- ticket type that was deleted. References are named `<noun>_id`.
create or replace function events.refers_elsewhere(p_copy events.copy, p_row jsonb)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from jsonb_each_text(p_row) as c
    where c.key like '%\_id' and c.key <> 'org_id' and not p_copy.ids ? c.value
  );
end
$$;
revoke all on function events.refers_elsewhere(events.copy, jsonb) from public;
