begin;
select plan(13);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.buy(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
  '{"first_name": "A", "last_name": "V"}'::jsonb, '{"first_name": "B", "last_name": "V"}'::jsonb,
  '{"first_name": "C", "last_name": "V"}'::jsonb, '{"first_name": "D", "last_name": "V"}'::jsonb)))
  as o from sale;
create temporary table tickets as
select p.first_name as name, t.id, t.org_id, r.id as registration_id from sales.ticket_instances as t
join sales.registrations as r on r.id = t.registration_id
join sales.participants as p on p.id = r.participant_id;
create function test_support.stands(p_name text) returns text language sql as $$
  select concat_ws(' ', t.status, t.void_reason, r.status)
  from tickets as n join sales.ticket_instances as t on t.id = n.id
  join sales.registrations as r on r.id = n.registration_id where n.name = p_name
$$;
select is(sales.void_tickets(org_id, array[id], 'refunded', null), array[id], 'refunded')
from tickets where name = 'A';
select is(test_support.stands('A'), 'refunded refunded', 'with its registration');
select is(sales.void_tickets(org_id, array[id], 'void', 'cancelled'), array[id], 'cancelled')
from tickets where name = 'B';
select is(test_support.stands('B'), 'void cancelled cancelled', 'with its registration');
select is(sales.void_tickets(org_id, array[id], 'void', 'transferred'), array[id], 'handed on')
from tickets where name = 'C';
select is(test_support.stands('C'), 'void transferred paid', 'the registration stays');
select is(sales.void_tickets(org_id, array_agg(id), 'refunded', null), array_agg(id) filter (where
  name = 'D'), 'the others admit nobody any more') from tickets group by org_id;
select is(test_support.stands('B'), 'void cancelled cancelled', 'they stay what they are');
select is(sales.void_tickets(org_id, '{}', 'void', 'replaced'), '{}'::uuid[], 'none')
from tickets limit 1;

-- A team has one ticket, and goes with it.
create temporary table relay as select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "Relay", "price": 0, "team_min": 2, "team_max": 3}') as id from sale;
select test_support.order_team(s.event_id, r.id, 'Snails') from sale as s, relay as r;
select test_support.join_team('Snails', 'Mia');
select is((select status::text from sales.teams), 'forming', 'two members');
select cardinality(sales.void_tickets(t.org_id, array[t.id], 'void', 'cancelled'))
from sales.ticket_instances as t, relay as r where t.ticket_type_id = r.id;
select results_eq(
  'select r.status::text from sales.registrations as r where r.team_id is not null',
  $$ values ('cancelled'), ('cancelled') $$, 'all of them');
select is((select status::text from sales.teams), 'withdrawn', 'and the team');

-- Start numbers come back.
insert into sales.bib_ranges (org_id, event_id, first_number, last_number)
select org_id, event_id, 1, 9 from sale;
create temporary table last as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select sales.give_bibs(org_id, event_id, null) from sale;
select sales.void_tickets(t.org_id, array[t.id], 'refunded', null)
from sales.ticket_instances as t, last where t.order_id = (o ->> 'order_id')::uuid;
select is_empty($$ select 1 from sales.bibs as b join sales.registrations as r
  on r.id = b.registration_id where r.status <> 'paid' $$, 'start numbers come back');

select * from finish();
rollback;
