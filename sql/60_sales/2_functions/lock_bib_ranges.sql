-- Makes whoever gives out or takes back start numbers of one event go one after the other: locks
-- its ranges, in ascending id. An event without ranges has nothing to lock; there the key of
-- sales.bibs alone keeps numbers apart.
create or replace function sales.lock_bib_ranges(p_org_id uuid, p_event_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from sales.bib_ranges as b
  where b.org_id = p_org_id and b.event_id = p_event_id and b.deleted_at is null
  order by b.id
  for no key update;
end
$$;
revoke all on function sales.lock_bib_ranges(uuid, uuid) from public;
