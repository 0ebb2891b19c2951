-- No shift takes more guests or squeezed stays than its limits say, from yesterday on. Limits that
-- were lowered below what was booked by then break nothing: what counts is whether anybody booked
-- since.
create or replace view dining.promise_limits as
select
  b.org_id, b.shift_id, b.ticket_id, b.reservation_date,
  case
    when b.covers > o.max_covers_total + s.overbooking_tolerance
      then 'more guests than max_covers_total and the tolerance'
    else 'more squeezed stays than squeeze_limit_per_shift'
  end as problem
from (
  select
    r.org_id, r.location_id, r.shift_id, r.ticket_id, r.reservation_date,
    sum(r.party_size) as covers, max(r.created_at) as booked_at,
    count(*) filter (where r.is_squeeze) as squeezed,
    max(r.created_at) filter (where r.is_squeeze) as squeezed_at
  from dining.reservations as r
  where r.reservation_date >= (core.clock() - interval '1 day')::date
    and dining.is_live(r, core.clock())
  group by r.org_id, r.location_id, r.shift_id, r.ticket_id, r.reservation_date
) as b
join dining.shift_tickets as o
  on o.org_id = b.org_id and o.shift_id = b.shift_id and o.ticket_id = b.ticket_id
join dining.reservation_settings as s on s.org_id = b.org_id and s.location_id = b.location_id
join dining.tickets as t on t.org_id = b.org_id and t.id = b.ticket_id
where (
    b.covers > o.max_covers_total + s.overbooking_tolerance
    and b.booked_at >= greatest(o.updated_at, s.updated_at)
  )
  or (b.squeezed > t.squeeze_limit_per_shift and b.squeezed_at >= t.updated_at);
revoke all on dining.promise_limits from anon, authenticated, service_role;
comment on view dining.promise_limits is 'Shifts that took more than their limits let them.';

insert into core.promises (promise, view, description)
values ('shifts_keep_their_limits', 'dining.promise_limits',
  'No shift takes more guests or squeezed stays than its limits say.');
