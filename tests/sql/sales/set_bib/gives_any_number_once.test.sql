-- Staff gives a paid registration any number that nobody wears; the one it had goes back.
begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) from sale;
create temporary table reg as
select id, position from sales.registrations;
grant select on reg, sale to authenticated;
create function pg_temp.worn() returns text language sql security definer as $$
  select string_agg(r.position || ':' || coalesce(b.number::text, '-'), ' ' order by r.position)
  from reg as r left join sales.bibs as b on b.registration_id = r.id
$$;
create function pg_temp.set(p_position integer, p_number integer) returns text language sql as $$
  select format('select public.set_bib(%L, %s)', id, coalesce(p_number::text, 'null'))
  from reg where position = p_position
$$;
grant execute on function pg_temp.worn(), pg_temp.set(integer, integer) to public;

select test_support.as_user('seller');
select is(public.set_bib(id, 77) ->> 'number', '77', 'also where there are no ranges')
from reg where position = 1;
select is(public.set_bib(id, 77) ->> 'number', '77', 'a repeat changes nothing')
from reg where position = 1;
select test_support.throws_slug(pg_temp.set(2, 77), 409, 'bib_taken');
select lives_ok(pg_temp.set(1, 5), 'another number');
select is(pg_temp.worn(), '1:5 2:-', 'which it wears from then on');
select lives_ok(pg_temp.set(2, 77), 'the one it had is free');
select public.reserve_bibs(event_id, array[9], 'For the mayor') from sale;
select lives_ok(pg_temp.set(2, 9), 'and so is one that was kept apart');
select is(pg_temp.worn(), '1:5 2:9', 'for whom it was kept');
select test_support.throws_slug(pg_temp.set(1, 0), 400, 'invalid_field');
select test_support.throws_slug(pg_temp.set(1, 1000000), 400, 'invalid_field');
select test_support.throws_slug(pg_temp.set(1, null), 400, 'missing_field');
select test_support.as_operator();

update sales.registrations set status = 'cancelled', cancelled_at = core.clock() where position = 2;
select test_support.as_user('seller');
select test_support.throws_slug(pg_temp.set(2, 12), 409, 'registration_not_paid');
select test_support.as_operator();

select * from finish();
rollback;
