-- Eight orders, in batches: whatever happens in between, each ends once.
begin;
select plan(38);

create temporary table sale as select * from test_support.make_sale('{"capacity": 50}');
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"service_fee_rate": 1000}') from sale;
create temporary table free as
select test_support.make_ticket_type(event_id, 'seller', '{"price": 0}') as id from sale;
-- In the order of their ids, which is that of the run.
create temporary table bought (name text, o jsonb);
insert into bought select 'first', test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) from sale;
insert into bought select 'second', test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) from sale;
insert into bought select 'waits', test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) from sale;
insert into bought select 'free', test_support.place_order(event_id, test_support.cart(free.id, 1)) from sale, free;
insert into bought select 'part', test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) from sale;
insert into bought select 'by hand', test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1), 'invoice') from sale;
insert into bought select 'gone', test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) from sale;
insert into bought select 'last', test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) from sale;
select test_support.pay_by_hand('seller', o, 2750) from bought where name = 'by hand';
select test_support.report_refund(id, 'refunded')
from bought, unnest(test_support.refund(o, null, 1000)) as id where name = 'part';
create function test_support.run() returns public.event_refund_runs language plpgsql as $$
declare
  v_run public.event_refund_runs;
begin
  perform test_support.as_user('seller');
  select r.* into v_run from public.event_refund_runs as r;
  perform test_support.as_operator();
  return v_run;
end
$$;
create function test_support.say(p_function text, p_more text default '') returns jsonb
language plpgsql as $$
declare
  v_said jsonb;
begin
  perform test_support.as_user('seller');
  execute format('select public.%I(event_id %s) from sale', p_function, p_more) into v_said;
  perform test_support.as_operator();
  return v_said;
end
$$;
grant select on sale to public;

create temporary table started as
select n, test_support.say('refund_event', ', true, ''storm''') as a from generate_series(1, 2) as n;
select is(a - '{run_id,event_id}'::text[],
  '{"status": "running", "include_fees": true, "orders_total": 8}', 'it runs') from started;
select is(count(distinct a ->> 'run_id'), 1::bigint, 'and is started once') from started;
select is(e.status::text, 'cancelled', 'the event is called off') from events.events as e;
select is(sales.sweep_event_refunds(2), 2, 'a batch');
select is((r).orders_done, 2, 'two are done') from test_support.run() as r;
select is((r).amount, 8250::bigint, 'with their fees') from test_support.run() as r;
select is(test_support.ticket_statuses(o), 'refunded refunded', 'their tickets are over')
from bought where name = 'first';

-- A crash in the middle of a batch.
create function test_support.crash() returns bigint language plpgsql as $$
begin
  perform sales.sweep_event_refunds(3);
  raise exception 'crash';
exception when others then
  return (select count(*) from payments.refunds);
end
$$;
select is(test_support.crash(), 3::bigint, 'leaves nothing behind');
select is((r).orders_done, 2, 'it is where it was') from test_support.run() as r;

-- A pause, while somebody refunds an order by hand.
select is(test_support.say('pause_event_refund') ->> 'status', 'paused', 'paused');
select is(test_support.say('pause_event_refund') ->> 'status', 'paused', 'a repeat');
select is(sales.sweep_event_refunds(2), 0, 'nothing happens');
create temporary table hand as
select test_support.refund(o, null, null, true) as ids from bought where name = 'gone';
select test_support.report_refund(ids[1], 'refunded') from hand;
select is(test_support.say('resume_event_refund') ->> 'status', 'running', 'it goes on');
select is(test_support.say('resume_event_refund') ->> 'status', 'running', 'a repeat');
select is(sales.sweep_event_refunds(2), 2, 'the next batch');
select is(test_support.order_status(o), 'cancelled', 'what waits for money waits no more')
from bought where name = 'waits';
select is(test_support.ticket_statuses(o), 'void', 'a free ticket is void') from bought where name = 'free';
select is(sum(n), 3::bigint, 'the rest')
from (select sales.sweep_event_refunds(2) as n from generate_series(1, 4)) as s;
select is((r).status::text, 'completed', 'it is completed') from test_support.run() as r;
select is((r).orders_total, 7, 'with the orders that it ended') from test_support.run() as r;
select is(sales.sweep_event_refunds(2), 0, 'nothing is left');

select results_eq(
  $$ select b.name, d.outcome::text, d.amount from sales.event_refund_orders as d
    join bought as b on (b.o ->> 'order_id')::uuid = d.order_id order by d.order_id $$,
  $$ values ('first', 'refunded', 5500), ('second', 'refunded', 2750), ('waits', 'cancelled', 0),
    ('free', 'cancelled', 0), ('part', 'refunded', 1750), ('by hand', 'refunded', 2750),
    ('last', 'refunded', 2750) $$, 'what became of each');
select is((r).amount_pending, 12750::bigint, 'on its way') from test_support.run() as r;
select is((r).amount_by_hand, 2750::bigint, 'to be sent by hand') from test_support.run() as r;
select is((select count(*) from payments.payment_reviews where reason = 'refund_by_hand'), 1::bigint,
  'which waits in review');
select results_eq(
  $$ select b.name, e.payload -> 'refund_amount' from core.outbox_events as e
    join bought as b on e.aggregate = 'order:' || (b.o ->> 'order_id')
    where e.topic = 'email.event_cancelled' order by e.event_id $$,
  $$ values ('first', '5500'::jsonb), ('second', '2750'), ('waits', 'null'), ('free', 'null'),
    ('part', '1750'), ('by hand', '2750'), ('last', '2750') $$, 'each buyer is told once');
select is_empty('select * from core.doctor()', 'the books agree');

-- What the provider says of them.
create function test_support.refund_of(p_name text) returns uuid language sql as $$
  select d.refund_ids[1] from sales.event_refund_orders as d
  join bought as b on (b.o ->> 'order_id')::uuid = d.order_id where b.name = p_name
$$;
select test_support.report_refund(test_support.refund_of('first'), 'queued');
select test_support.report_refund(test_support.refund_of('second'), 'refunded');
select test_support.report_refund(test_support.refund_of('last'), 'failed');
select is((r).amount_queued, 5500::bigint, 'waits for balance') from test_support.run() as r;
select is((r).amount_refunded, 2750::bigint, 'done') from test_support.run() as r;
select is((r).amount_failed, 2750::bigint, 'failed') from test_support.run() as r;
select is((r).amount_pending, 1750::bigint, 'on its way') from test_support.run() as r;
select is((r).amount, (r).amount_refunded + (r).amount_pending + (r).amount_queued
  + (r).amount_failed + (r).amount_by_hand, 'which is all of it') from test_support.run() as r;
select test_support.report_refund(test_support.refund_of(name), 'refunded')
from unnest(array['first', 'part']) as name;
select is(test_support.order_status(o), 'refunded', name || ' is refunded')
from bought where name in ('first', 'part');
select results_eq('select places, capacity from (select test_support.places_left(ticket_type_id)
    as places, 50::bigint as capacity from sale) as p where places > capacity',
  'select 1::bigint, 1::bigint where false', 'no place comes back twice');
select is(count(*), 7::bigint, 'the trail has every order')
from sales.event_refund_orders;
select results_eq($$ select action, performed_by = test_support.user_id('seller')
  from core.audit_log where entity_type = 'refund_run' order by audit_id $$,
  $$ values ('refund_run.created', true), ('refund_run.paused', true), ('refund_run.running', true),
    ('refund_run.completed', null) $$, 'and the log what staff did');

select * from finish();
rollback;
