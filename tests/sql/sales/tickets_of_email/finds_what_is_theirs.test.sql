-- What an address gets links to: the orders placed with it, and the tickets of others' orders with
-- which its owner takes part; of one event, one org, or all; not for ever.
begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.allow_transfers(event_id) from sale;
create temporary table other as
select e.id as event_id, test_support.make_ticket_type(e.id, 'seller', '{"price": 0}') as type_id
from sale, test_support.make_event(sale.org_id, 'seller', '{"title": "Night Run"}') as e (id);
select test_support.publish(event_id, 'seller') from other;
create temporary table own as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as answer from sale;
create temporary table away as
select test_support.place_order(event_id, test_support.cart(type_id, 1)) as answer from other;
create temporary table group_order as
select test_support.staff_order('seller', event_id, test_support.entries(ticket_type_id, '[
  {"first_name": "Vera", "last_name": "Visitor", "email": "visitor@example.test"},
  {"first_name": "Bo", "last_name": "Other", "email": "bo@example.test"}]'), 'complimentary') as answer
from sale;
create function test_support.found(p_event_id uuid default null, p_slug text default null)
  returns text language sql as $$
  select concat_ws(' | ',
    (select string_agg(o ->> 'event', ', ' order by o ->> 'event')
     from jsonb_array_elements(f -> 'orders') as o),
    (select string_agg(t ->> 'holder', ', ') from jsonb_array_elements(f -> 'tickets') as t))
  from sales.tickets_of_email('visitor@example.test', p_event_id, p_slug) as f
$$;

select is(test_support.found(), 'City Run, Night Run | Vera Visitor', 'all that is theirs');
select is(test_support.found(event_id), 'Night Run', 'of one event') from other;
select is(test_support.found(null, g.slug), 'City Run, Night Run | Vera Visitor', 'of one org')
from tenancy.orgs as g, sale where g.id = sale.org_id;
select is(test_support.found(null, 'no-such-org'), '', 'of no org');
select is(test_support.found(gen_random_uuid()), '', 'of no event');
select is(f, '{"orders": [], "tickets": []}', 'nothing for who has nothing')
from sales.tickets_of_email('nobody@example.test', null, null) as f;
select is(jsonb_path_query_array(f, '$.orders[*].public_token') @> to_jsonb(own.answer ->> 'public_token'),
  true, 'with the tokens of their orders')
from sales.tickets_of_email('visitor@example.test', null, null) as f, own;
select is(f::text like '%' || (g.answer ->> 'public_token') || '%', false,
  'not of the order of somebody else')
from sales.tickets_of_email('visitor@example.test', null, null) as f, group_order as g;

-- What was handed on is with who has it now.
select test_support.offer(answer, 'nina@example.test') from own;
select test_support.claim('nina@example.test', 'Nina', '{"email": "other@example.test"}');
select is((f #>> '{tickets,0,holder}') || ' ' || jsonb_array_length(f -> 'orders'), 'Nina Taker 0',
  'a ticket is found by the address to which it was offered')
from sales.tickets_of_email('nina@example.test', null, null) as f;
select test_support.set_clock(max(starts_at) + interval '32 days') from events.events;
select is(test_support.found(), '', 'not for ever');

select * from finish();
rollback;
