-- A registration looks into the ranges of its wave and ticket type, of its wave, of its ticket type,
-- of the event, in that order; into the next only when there is nothing left in the one before.
begin;
select plan(2);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
create temporary table other as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "5 km", "price": 0}') as id
from sale;
select test_support.add_row('seller', 'waves', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', name,
  'starts_at', core.clock() + interval '30 days'))
from sale, unnest(array['A', 'B']) as name;
insert into events.wave_ticket_types (org_id, wave_id, ticket_type_id)
select w.org_id, w.id, t.id from events.waves as w, events.ticket_types as t;
create function pg_temp.range(p_type text, p_wave text, p_first integer, p_last integer)
  returns uuid language sql as $$
  select test_support.add_row('seller', 'bib_ranges', jsonb_strip_nulls(jsonb_build_object(
    'org_id', org_id, 'event_id', event_id,
    'ticket_type_id', (select t.id from events.ticket_types as t where t.name = p_type),
    'wave_id', (select w.id from events.waves as w where w.name = p_wave),
    'first_number', p_first, 'last_number', p_last)))
  from sale
$$;
create function pg_temp.enter(p_type text, p_wave text, p_quantity integer)
  returns jsonb language sql as $$
  select test_support.place_order(sale.event_id, jsonb_build_array(jsonb_build_object(
    'ticket_type_id', t.id, 'quantity', p_quantity, 'registrations', (
      select jsonb_agg(jsonb_build_object(
        'first_name', p_type, 'last_name', p_wave || n, 'wave_id', w.id))
      from generate_series(1, p_quantity) as n))))
  from sale, events.ticket_types as t, events.waves as w
  where t.name = p_type and w.name = p_wave
$$;

select pg_temp.range(null, null, 900, 902);
select pg_temp.range('5 km', null, 500, 500);
select pg_temp.range(null, 'A', 100, 100);
select pg_temp.range('10 km', 'A', 10, 10);
select pg_temp.enter('10 km', 'A', 3);
select pg_temp.enter('5 km', 'A', 1);
select pg_temp.enter('5 km', 'B', 2);
select pg_temp.enter('10 km', 'B', 1);

select is((select g.assigned from sale, sales.give_bibs(org_id, event_id, null) as g), 6,
  'as many as there are numbers');
select results_eq(
  'select p.first_name || '' '' || p.last_name, b.number from sales.registrations as r '
  'join sales.participants as p on p.id = r.participant_id '
  'left join sales.bibs as b on b.registration_id = r.id order by b.number, 1',
  $$ values
    ('10 km A1', 10),    -- its wave and ticket type
    ('10 km A2', 100),   -- its wave
    ('5 km A1', 500),    -- its ticket type
    ('10 km A3', 900), ('5 km B1', 901), ('5 km B2', 902),
    ('10 km B1', null) $$,
  'the narrowest range first, in the order of entering');

select * from finish();
rollback;
