-- Reserved numbers stand apart with a note until they are released or given by hand: all of a
-- request or none of it.
begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) from sale;
create temporary table reg as select id from sales.registrations;
grant select on reg, sale to authenticated;
create function pg_temp.call(p_function text, p_more text) returns text language sql as $$
  select format('select public.%s(%L, %s)', p_function, event_id, p_more) from sale
$$;
grant execute on function pg_temp.call(text, text) to public;
select test_support.as_user('seller');

select is(public.reserve_bibs(event_id, array[3, 1, 3], 'Sponsors') -> 'reserved', '2', 'each once')
from sale;
select lives_ok(pg_temp.call('reserve_bibs', 'array[1], ''Press'''), 'once more, for others');
select results_eq('select number, status::text, note from public.bibs order by 1',
  $$ values (1, 'reserved', 'Press'), (3, 'reserved', 'Sponsors') $$, 'with a note');
select public.set_bib(id, 5) from reg;
select test_support.throws_slug(pg_temp.call('reserve_bibs', 'array[4, 5]'), 409, 'bib_taken');
select is_empty('select from public.bibs where number = 4', 'all of them or none');
select test_support.throws_slug(pg_temp.call('reserve_bibs', 'array[]::integer[]'), 400,
  'missing_field');
select test_support.throws_slug(pg_temp.call('reserve_bibs', 'array[2, null]'), 400, 'invalid_field');
select test_support.throws_slug(pg_temp.call('reserve_bibs', 'array[-2]'), 400, 'invalid_field');
select test_support.throws_slug(
  pg_temp.call('reserve_bibs', 'array(select generate_series(1, 10001))'), 400, 'invalid_field');
select test_support.throws_slug(
  pg_temp.call('reserve_bibs', 'array[2], repeat(''x'', 201)'), 400, 'invalid_field');
select is(public.release_bibs(event_id, array[3, 5, 42]) -> 'released', '1', 'one was reserved')
from sale;
select results_eq('select number, status::text, note from public.bibs order by 1',
  $$ values (1, 'reserved', 'Press'), (3, 'returned', null), (5, 'assigned', null) $$,
  'the others stay as they are');
select test_support.as_operator();

select * from finish();
rollback;
