-- What is known of guests is what their reservations say: visits, no-shows, what they spent, and
-- cancellations, of which a draft that was given up is none.
create or replace view dining.promise_guests as
select c.org_id, c.id as customer_id, 'the numbers are not those of the reservations' as problem
from dining.customers as c
left join lateral (
  select
    count(*) filter (where r.status = 'completed') as visits,
    count(*) filter (where r.status = 'no_show') as no_shows,
    count(*) filter (where r.status = 'cancelled') as cancelled,
    count(*) filter (
      where r.status = 'cancelled' and exists (
        select
        from core.audit_log as a
        where a.org_id = r.org_id
          and a.entity_type = 'reservation' and a.entity_id = r.id::text
          and a.old_value ->> 'status' = 'draft' and a.new_value ->> 'status' = 'cancelled'
      )
    ) as given_up,
    count(r.spend_amount) filter (where r.status = 'completed') as spend_visits,
    coalesce(sum(r.spend_amount) filter (where r.status = 'completed'), 0) as spend
  from dining.reservations as r
  where r.org_id = c.org_id and r.location_id = c.location_id and r.customer_id = c.id
) as n on true
where (c.total_visits, c.no_show_count, c.cancel_count, c.spend_visits, c.total_spend)
  <> (n.visits, n.no_shows, n.cancelled - n.given_up, n.spend_visits, n.spend);
revoke all on dining.promise_guests from anon, authenticated, service_role;
comment on view dining.promise_guests is 'Guests whose numbers are not their reservations''.';

insert into core.promises (promise, view, description)
values ('guests_are_counted', 'dining.promise_guests',
  'Visits, no-shows, cancellations and spending of guests are those of their reservations.');
