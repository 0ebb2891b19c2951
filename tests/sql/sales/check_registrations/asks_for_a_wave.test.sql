begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
create temporary table other as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "5 km"}') as id from sale;
create function test_support.told(p_wave jsonb) returns text language sql as $$
  select test_support.told_of(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
    jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'wave_id', p_wave))))
  from sale
$$;
select is(test_support.told(null), 'fine', 'without waves nobody chooses one');
select is(test_support.told(to_jsonb(core.new_id())), 'wave_not_found 1/1 wave_id');
create temporary table waves as
select
  test_support.make_wave(sale.ticket_type_id, 'seller') as mine,
  test_support.make_wave(other.id, 'seller') as others
from sale, other;
select is(test_support.told_of(event_id, test_support.cart(ticket_type_id, 1)),
  'registrations_required 1') from sale;
select is(test_support.told(null), 'wave_missing 1/1 wave_id');
select is(test_support.told(to_jsonb(mine)), 'fine') from waves;
select is(test_support.told(to_jsonb(upper(mine::text))), 'fine', 'an id in capitals') from waves;
select is(test_support.told(to_jsonb(others)), 'wave_not_found 1/1 wave_id',
  'the wave of another ticket type') from waves;
select is(test_support.told('"first"'), 'wave_not_found 1/1 wave_id', 'no id at all');
select is(test_support.told('{"id": 1}'), 'wave_not_found 1/1 wave_id', 'no text at all');
select test_support.change_rows('seller', 'waves', 'id', mine, '{"is_active": false}') from waves;
select is(test_support.told(null), 'fine', 'the only wave was closed');

select * from finish();
rollback;
