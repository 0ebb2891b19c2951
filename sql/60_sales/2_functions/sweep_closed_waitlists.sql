-- Ends the waitlists of what is not sold any more: the event was called off, closed or deleted, the
-- ticket type withdrawn, the sale is over. Open offers end with them. Sweep
-- `sales.close_waitlists`. Looks at each ticket type with live entries once, by their index. Locks:
-- entries, skipping locked ones, and at the end all their pools.
create or replace function sales.sweep_closed_waitlists(p_limit integer)
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
    with recursive live as (
      (
        select e.org_id, e.ticket_type_id
        from sales.waitlist_entries as e
        where e.status in ('waiting', 'offered')
        order by e.org_id, e.ticket_type_id
        limit 1
      )
      union all
      select n.org_id, n.ticket_type_id
      from live as l
      cross join lateral (
        select e.org_id, e.ticket_type_id
        from sales.waitlist_entries as e
        where e.status in ('waiting', 'offered')
          and (e.org_id, e.ticket_type_id) > (l.org_id, l.ticket_type_id)
        order by e.org_id, e.ticket_type_id
        limit 1
      ) as n
    )
    select e.*
    from live as l
    join events.ticket_types as t on t.org_id = l.org_id and t.id = l.ticket_type_id
    join events.events as v on v.org_id = t.org_id and v.id = t.event_id
    join sales.waitlist_entries as e
      on e.org_id = l.org_id and e.ticket_type_id = l.ticket_type_id
      and e.status in ('waiting', 'offered')
    where v.deleted_at is not null or t.deleted_at is not null or not t.is_active
      or events.sale_state(v, t, core.clock()) = 'ended'
    limit p_limit
    for no key update of e skip locked
  loop
    v_ended := v_ended || sales.end_entry(v_entry, 'closed');
    perform sales.mail_waitlist(v_entry, 'email.waitlist_closed');
  end loop;
  perform sales.release_offers(v_ended);
  return cardinality(v_ended);
end
$$;
revoke all on function sales.sweep_closed_waitlists(integer) from public;
