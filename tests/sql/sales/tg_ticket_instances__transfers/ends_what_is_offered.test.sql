-- Whatever ends a ticket ends its offer: a refund, a cancellation, a team that gets another captain.
begin;
select plan(5);

create temporary table sale as select * from test_support.make_team_sale();
select test_support.allow_transfers(event_id) from sale;
create temporary table placed as
select test_support.order_team(event_id, ticket_type_id, 'Wet Socks') as answer from sale;
select test_support.join_team('Wet Socks', 'Ann');
select test_support.offer(answer, 'nina@example.test') from placed;
update sales.ticket_instances set qr_token = 'E1.x';
select is(status::text, 'pending', 'other changes do not') from sales.ticket_transfers;
savepoint before;
update sales.ticket_instances set status = 'refunded', refunded_at = core.clock();
select is(status::text, 'withdrawn', 'a refund does') from sales.ticket_transfers;
rollback to before;
savepoint before;
update sales.ticket_instances
set status = 'void', void_reason = 'cancelled', voided_at = core.clock();
select is(status::text, 'withdrawn', 'a cancellation does') from sales.ticket_transfers;
rollback to before;
select public.leave_team(t.captain_id, null, answer ->> 'public_token') from placed, sales.teams as t;
select is(x.status::text, 'withdrawn', 'a captain who leaves takes the offer along')
from sales.ticket_transfers as x;
select is(count(*), 1::bigint, 'the ticket is their successor''s')
from sales.ticket_instances as t
join sales.registrations as r on r.id = t.registration_id
join sales.participants as p on p.id = r.participant_id
where t.status = 'valid' and p.first_name = 'Ann';

select * from finish();
rollback;
