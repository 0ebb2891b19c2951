-- A team follows its order: withdrawn when that ends unpaid, back when it is tried again or paid
-- late, withdrawn for good when the money goes back.
begin;
select plan(9);

create temporary table sale as select * from test_support.make_team_sale('{"price": 12000}');
create temporary table placed as
select test_support.order_team(event_id, ticket_type_id, 'Wet Socks') as o from sale;
create temporary table captain as select captain_id as id from sales.teams;
create function pg_temp.team() returns text language sql as $$
  select status::text from sales.teams
$$;
select is(pg_temp.team(), 'forming', 'it forms while the order waits');
create temporary table attempt as select test_support.open_payment(o) as id from placed;
select test_support.report(id, 'failed') from attempt;
select is(pg_temp.team(), 'withdrawn', 'it goes with its order');
select isnt_empty('select from sales.teams where withdrawn_at is not null', 'which is written down');
create temporary table second as select test_support.open_payment(o) as id from placed;
select is(pg_temp.team(), 'forming', 'it comes back with another try');
select test_support.report(id, 'canceled') from second;
select test_support.report(id, 'paid') from attempt;
select is(pg_temp.team(), 'forming', 'and with late money');
select is(t.captain_id, c.id, 'under the same captain') from sales.teams as t, captain as c;
select is(count(*), 1::bigint, 'who gets one code, since it was paid once')
from core.outbox_events
where topic = 'email.team_code';

select test_support.join_team('Wet Socks', 'Ann');
update sales.orders set status = 'refunded', refunded_at = core.clock();
select sales.sync_registrations(o) from sales.orders as o;
select is(pg_temp.team(), 'withdrawn', 'it ends with the money');
select is(count(*), 2::bigint, 'for all who are in it')
from sales.registrations
where status = 'refunded';

select * from finish();
rollback;
