begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
create temporary table waves as
select name, test_support.add_row('seller', 'waves', jsonb_build_object(
  'org_id', sale.org_id, 'event_id', event_id, 'name', name, 'capacity', 0,
  'starts_at', e.starts_at + make_interval(mins => n))) as id
from sale join events.events as e on e.id = event_id, (values ('A', 10), ('B', 20)) as w (name, n);
insert into events.wave_ticket_types (org_id, wave_id, ticket_type_id)
select org_id, id, ticket_type_id from sale, waves;
grant select on sale, waves to public;
select test_support.open_waitlist(event_id) from sale;
select test_support.wait_for(event_id, ticket_type_id, 'anna', 1, id) from sale, waves where name = 'B';
select test_support.wait_for(event_id, ticket_type_id, 'bob', 2) from sale;
select test_support.serve_waitlists();
create function test_support.enlarges(p_wave text, p_capacity integer) returns void language sql as $$
  select test_support.as_user('seller');
  update public.waves set capacity = p_capacity where name = p_wave;
  select test_support.as_operator();
  select test_support.serve_waitlists();
$$;
select test_support.enlarges('A', 1);
select is(test_support.queue(), 'anna waiting, bob waiting', 'one in A is for neither');
select test_support.enlarges('A', 2);
select is(test_support.queue(), 'anna waiting, bob offered', 'who wants any wave gets both');
select is(w.name, 'A', 'the offer is for that wave')
from sales.waitlist_offers as f join waves as w on w.id = f.wave_id;
select test_support.enlarges('B', 1);
select is(test_support.queue(), 'anna offered, bob offered', 'who wants B waited for B');
select is_empty('select problem from core.doctor()', 'everything adds up');

create function test_support.runner(p_wave text) returns jsonb language sql as $$
  select jsonb_build_object('first_name', 'R', 'last_name', 'R', 'wave_id', w.id)
  from waves as w where w.name = p_wave
$$;
create function test_support.takes(p_name text, variadic p_waves text[]) returns jsonb language sql as $$
  select public.create_order(event_id, jsonb_build_array(jsonb_build_object(
    'ticket_type_id', ticket_type_id, 'quantity', cardinality(p_waves),
    'registrations', (select jsonb_agg(test_support.runner(w)) from unnest(p_waves) as w))),
    'a@example.test', waitlist_token => test_support.waitlist_token(p_name))
  from sale
$$;
select test_support.throws_slug(
  'select test_support.takes(''bob'', ''A'', ''B'')', 409, 'wave_full', 'another wave has no room');
select test_support.as_operator();
select test_support.takes('bob', 'A');
select is((select sum(r.quantity) from sales.waitlist_reserves as r), null::bigint,
  'nobody waits for what is left');
select is(sum(l.remaining), 1::bigint, 'so that it is on sale') from events.capacity_lanes as l
join waves as w on w.id = l.pool_id where w.name = 'A';
select test_support.takes('anna', 'B');
select is((select count(*) from sales.orders), 2::bigint, 'both have ordered');
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
