-- Another wave of the same ticket type: in place, with the same code and without an order.
begin;
select plan(21);

create temporary table sale as select * from test_support.make_sale();
select test_support.allow_changes(event_id, '{"swap_fee": 500, "bibs_assigned_on": "settlement"}')
from sale;
create temporary table wave as
select name, test_support.make_wave(ticket_type_id, 'seller',
  jsonb_build_object('name', name, 'capacity', capacity)) as id
from sale, (values ('A', 2), ('B', 1), ('C', 0)) as w (name, capacity);
select test_support.add_row('seller', 'bib_ranges', jsonb_build_object(
  'org_id', s.org_id, 'event_id', s.event_id, 'wave_id', w.id,
  'first_number', n, 'last_number', n + 9))
from sale as s, wave as w, (values ('A', 100), ('B', 200)) as b (name, n) where b.name = w.name;
create function test_support.runner(p_wave text) returns jsonb language sql as $$
  select test_support.buy(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
    jsonb_build_object('first_name', 'Rita', 'last_name', 'Runner', 'wave_id', w.id))))
  from sale, wave as w where w.name = p_wave
$$;
create temporary table bought as select test_support.runner('A') as o;
create temporary table before as
select t.id, t.code from sales.ticket_instances as t;
create function test_support.state() returns text language sql as $$
  select concat_ws(' ', w.name, b.number, t.status, t.code = before.code)
  from before
  join sales.ticket_instances as t on t.id = before.id
  join sales.registrations as r on r.id = t.registration_id
  join wave as w on w.id = r.wave_id
  left join sales.bibs as b on b.registration_id = r.id
$$;
create function test_support.left() returns text language sql as $$
  select string_agg(w.name || test_support.places_left(w.id), ' ' order by w.name) from wave as w
$$;
create function test_support.to_wave(p_wave text, p_order jsonb) returns jsonb language sql as $$
  select test_support.swap(p_order, null, jsonb_build_object('wave_id', w.id))
  from wave as w where w.name = p_wave
$$;
select is(test_support.state(), 'A 100 valid t', 'where it is');
select is(test_support.left(), 'A1 B1 C0', 'and what is left');

create temporary table moved as select test_support.to_wave('B', o) as m, o from bought;
select is(m - '{ticket_instance_id,registration_id,wave_id}'::text[],
  '{"status": "moved", "order_id": null, "order_number": null, "public_token": null,
  "checkout_url": null, "expires_at": null, "total_amount": 0, "currency": "EUR"}',
  'another wave costs nothing') from moved;
select is(test_support.state(), 'B 200 valid t', 'moved, with a number of that wave');
select is(test_support.left(), 'A2 B0 C0', 'and its place');
select is((select status::text from sales.bibs where number = 100), 'returned',
  'the old number is back');
select is((select count(*) from sales.orders), 1::bigint, 'no order');
select is(test_support.queued('order:' || (o ->> 'order_id')),
  array['email.order_confirmation', 'email.wave_changed'], 'a mail') from bought;
select is(test_support.to_wave('B', o), m, 'once more is no change') from moved;
select is(array_length(test_support.queued('order:' || (o ->> 'order_id')), 1), 2, 'and no mail')
from bought;

create temporary table other as select test_support.runner('A') as o;
select test_support.throws_slug(format('select test_support.to_wave(%L, %L)', name, o),
  409, 'wave_full', name || ' is full') from other, unnest(array['B', 'C']) as name;
select test_support.throws_slug(
  format('select test_support.swap(%L, null)', o), 400, 'wave_missing') from other;
select test_support.throws_slug(
  format('select test_support.swap(%L, null, ''{"wave_id": "%s"}'')', o, core.new_id()),
  404, 'wave_not_found') from other;
select is(test_support.left(), 'A1 B0 C0', 'nothing was moved');

-- A number by hand stays; one of the event's own range does not, where the wave has one.
select test_support.sign_in('seller');
select sales.set_bib(t.registration_id, 777)
from before join sales.ticket_instances as t using (id);
select test_support.as_operator();
select is(test_support.to_wave('A', o) ->> 'status', 'moved', 'back again') from bought;
select is(test_support.state(), 'A 777 valid t', 'a number by hand stays');

-- Staff deactivate a wave: nobody moves into it.
select test_support.change_rows('seller', 'waves', 'id', id, '{"is_active": false}')
from wave where name = 'B';
select test_support.throws_slug(format('select test_support.to_wave(''B'', %L)', o),
  404, 'wave_not_found') from bought;

-- A used ticket starts where it started.
update sales.ticket_instances set status = 'used', used_at = core.clock();
select test_support.throws_slug(format('select test_support.to_wave(''A'', %L)', o),
  409, 'ticket_not_changeable') from other;
update sales.ticket_instances set status = 'valid';
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"swaps_allowed": false}') from sale;
select test_support.throws_slug(format('select test_support.to_wave(''A'', %L)', o),
  409, 'swaps_not_allowed') from other;
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

select * from finish();
rollback;
