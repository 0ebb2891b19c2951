-- Takes back the start numbers of registrations that end, once per statement. Locks the event's
-- ranges first, also where no number is seen yet: somebody may be giving one at this moment.
create or replace function sales.tg_registrations__bibs()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ended record;
begin
  for v_ended in
    select n.org_id, n.event_id, array_agg(n.id) as ids
    from before_it as o
    join after_it as n on n.org_id = o.org_id and n.id = o.id
    where o.status = 'paid' and n.status <> 'paid'
    group by n.org_id, n.event_id
    order by n.org_id, n.event_id
  loop
    perform sales.lock_bib_ranges(v_ended.org_id, v_ended.event_id);
    update sales.bibs as b
    set status = 'returned', registration_id = null, returned_at = core.clock(), note = null
    where b.org_id = v_ended.org_id and b.registration_id = any (v_ended.ids);
  end loop;
  return null;
end
$$;
revoke all on function sales.tg_registrations__bibs() from public;
