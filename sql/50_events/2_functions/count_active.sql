-- How many events of an org are on sale and not over, one of them left out on request.
create or replace function events.count_active(p_org_id uuid, p_but_id uuid default null)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select count(*)
    from events.events as e
    where e.org_id = p_org_id and e.status = 'published' and e.deleted_at is null
      and e.ends_at > core.clock() and e.id is distinct from p_but_id
  );
end
$$;
revoke all on function events.count_active(uuid, uuid) from public;
