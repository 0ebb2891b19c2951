-- Which of some pools somebody waits for: those of a ticket type with waiting entries, and those of
-- the waves that these would take. A probe of an index for each when nobody waits.
create or replace function sales.pools_waited_for(p_org_id uuid, p_pool_ids uuid[])
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select p.id
    from unnest(p_pool_ids) as p (id)
    where exists (
      select
      from events.ticket_type_pools as m
      join sales.waitlist_entries as e
        on e.org_id = m.org_id and e.ticket_type_id = m.ticket_type_id and e.status = 'waiting'
      where m.org_id = p_org_id and m.pool_id = p.id
    ) or exists (
      select
      from events.wave_ticket_types as w
      join sales.waitlist_entries as e
        on e.org_id = w.org_id and e.ticket_type_id = w.ticket_type_id and e.status = 'waiting'
        and (e.wave_id is null or e.wave_id = w.wave_id)
      where w.org_id = p_org_id and w.wave_id = p.id
    )
  );
end
$$;
revoke all on function sales.pools_waited_for(uuid, uuid[]) from public;
