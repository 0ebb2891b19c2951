-- Whoever was offered places has an open offer, and nobody else has.
create or replace view sales.promise_waitlist as
select e.org_id, e.id as subject, 'an entry was offered places and has no open offer' as problem
from sales.waitlist_entries as e
where e.status = 'offered'
  and not exists (
    select from sales.waitlist_offers as f
    where f.org_id = e.org_id and f.entry_id = e.id and f.status = 'offered'
  )
union all
select f.org_id, f.id, 'an open offer of an entry that has none'
from sales.waitlist_offers as f
join sales.waitlist_entries as e on e.org_id = f.org_id and e.id = f.entry_id
where f.status = 'offered'
  and (
    e.status <> 'offered' or e.ticket_type_id <> f.ticket_type_id or e.quantity <> f.quantity
    or e.wave_id <> f.wave_id
  );
revoke all on sales.promise_waitlist from anon, authenticated, service_role;
comment on view sales.promise_waitlist is 'Entries of waitlists and offers that do not fit.';

insert into core.promises (promise, view, description)
values ('an_offer_is_for_one_who_waits', 'sales.promise_waitlist',
  'Whoever on a waitlist was offered places has one open offer, for what they waited for.');
