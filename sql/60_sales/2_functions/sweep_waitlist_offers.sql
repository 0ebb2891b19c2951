-- Ends offers that were not answered in time; their places go to the next. Sweep
-- `sales.expire_waitlist_offers`. Locks: entries, skipping locked ones, and at the end all their
-- pools.
create or replace function sales.sweep_waitlist_offers(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entry sales.waitlist_entries;
  v_ended sales.waitlist_offers[] := '{}';
begin
  for v_entry in
    select e.*
    from sales.waitlist_offers as f
    join sales.waitlist_entries as e
      on e.org_id = f.org_id and e.id = f.entry_id and e.status = 'offered'
    where f.status = 'offered' and f.expires_at <= core.clock()
    order by f.expires_at
    limit p_limit
    for no key update of e skip locked
  loop
    v_ended := v_ended || sales.end_entry(v_entry, 'expired');
    perform sales.mail_waitlist(v_entry, 'email.waitlist_expired');
  end loop;
  perform sales.release_offers(v_ended);
  return cardinality(v_ended);
end
$$;
revoke all on function sales.sweep_waitlist_offers(integer) from public;
