-- Locks what a person bought and where they take part, so that no order adds to it, and says what
-- keeps them from being erased (tenancy.erasure_guards). Locks: waitlist entries, orders,
-- registrations, participants with their keys, each by id.
create or replace function sales.guard_erasure(p_subject tenancy.subject)
  returns table (what text, count bigint)
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1 from sales.waitlist_entries as w
  where w.org_id = p_subject.org_id and w.id = any (p_subject.ids) order by w.id for no key update;
  perform 1 from payments.payables as p
  where p.org_id = p_subject.org_id and p.id = any (p_subject.ids) order by p.id for no key update;
  perform 1 from sales.orders as o
  where o.org_id = p_subject.org_id and o.id = any (p_subject.ids) order by o.id for no key update;
  perform 1 from sales.registrations as r
  where r.org_id = p_subject.org_id and r.id = any (p_subject.ids) order by r.id for no key update;
  -- With their keys, so that nobody enters them meanwhile.
  perform 1 from sales.participants as p
  where p.org_id = p_subject.org_id and p.id = any (p_subject.ids) order by p.id for update;
  return query
    select 'open orders', count(*)
    from sales.orders as o
    where o.org_id = p_subject.org_id and o.id = any (p_subject.ids)
      and o.status in ('pending', 'overbooked')
    union all
    select 'tickets of events to come', count(*)
    from sales.ticket_instances as t
    join events.events as e on e.org_id = t.org_id and e.id = t.event_id
    where t.org_id = p_subject.org_id and t.id = any (p_subject.ids)
      and t.status = 'valid' and e.status in ('published', 'closed') and e.ends_at > core.clock()
    union all
    select 'places of events to come', count(*)
    from sales.registrations as r
    join events.events as e on e.org_id = r.org_id and e.id = r.event_id
    where r.org_id = p_subject.org_id
      and (r.id = any (p_subject.ids) or r.participant_id = any (p_subject.ids))
      and r.status in ('pending', 'paid') and e.status in ('published', 'closed')
      and e.ends_at > core.clock()
    union all
    select 'places on waitlists', count(*)
    from sales.waitlist_entries as w
    where w.org_id = p_subject.org_id and w.id = any (p_subject.ids)
      and w.status in ('waiting', 'offered')
    union all
    select 'open transfers', count(*)
    from sales.ticket_transfers as t
    where t.org_id = p_subject.org_id and t.status in ('pending', 'paying')
      and (
        t.from_participant = any (p_subject.ids) or t.from_user = any (p_subject.user_ids)
        or t.from_email = any (p_subject.emails) or t.to_email = any (p_subject.emails)
      );
end
$$;
revoke all on function sales.guard_erasure(tenancy.subject) from public;
