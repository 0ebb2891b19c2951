-- Locks the ranges of start numbers of several events at once, by id: see sales.lock_bib_ranges().
create or replace function sales.lock_bib_ranges_of(p_org_id uuid, p_event_ids uuid[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from sales.bib_ranges as b
  where b.org_id = p_org_id and b.event_id = any (p_event_ids) and b.deleted_at is null
  order by b.id
  for no key update;
end
$$;
revoke all on function sales.lock_bib_ranges_of(uuid, uuid[]) from public;
