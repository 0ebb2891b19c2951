begin;
select plan(13);

select test_support.set_clock('2027-05-01 12:00+02');
create temporary table sale as select * from test_support.make_sale();
create temporary table other as select test_support.make_event(org_id, 'seller') as id from sale;
create function test_support.make(p_more jsonb) returns uuid language sql as $$
  select test_support.add_row('seller', 'promo_codes', jsonb_build_object(
    'org_id', org_id, 'event_id', event_id, 'kind', 'amount', 'value', 500) || p_more)
  from sale
$$;
create function test_support.find(p_code text) returns text language sql as $$
  select (events.find_promo_code(e, p_code)).code from events.events as e, sale
  where e.id = sale.event_id
$$;
select test_support.make('{"code": "SUMMER", "starts_at": "2027-05-01T12:00+02"}');
select test_support.make('{"code": "LATER", "starts_at": "2027-05-01T12:01+02"}');
select test_support.make('{"code": "OVER", "ends_at": "2027-05-01T12:00+02"}');
select test_support.make('{"code": "LAST", "ends_at": "2027-05-01T12:01+02"}');
select test_support.make('{"code": "OFF-1", "is_active": false}');
select test_support.make('{"code": "GONE"}');
select test_support.make(jsonb_build_object('code', 'OTHER', 'event_id', id)) from other;
update events.promo_codes set deleted_at = core.clock() where code = 'GONE';

select is(test_support.find('SUMMER'), 'SUMMER', 'it is there from its start on');
select is(test_support.find(' sUmmer '), 'SUMMER', 'however it is typed');
select is(test_support.find('last'), 'LAST', 'to its end');
select test_support.throws_slug('select test_support.find(''later'')', 409,
  'promo_code_not_started');
select test_support.throws_slug('select test_support.find(''over'')', 409, 'promo_code_ended');
select test_support.throws_slug(format('select test_support.find(%L)', code), 404,
  'promo_code_not_found', coalesce(code, 'none'))
from unnest(array['OFF-1', 'GONE', 'OTHER', 'NEVER', '', null, 'SUMMER%', repeat('x', 9999)])
  as code;

select * from finish();
rollback;
