-- Fresh numbers come first, in ascending order and past those that are reserved or were set by hand;
-- numbers that came back are given again when no fresh ones are left; reserved ones never.
begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.add_row('seller', 'bib_ranges', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'first_number', 11, 'last_number', 16))
from sale;
grant select on sale to authenticated;
select test_support.as_user('seller');
select public.reserve_bibs(event_id, array[12, 14, 99], 'Elite') from sale;
select test_support.as_operator();

create temporary table entered (n integer, order_id uuid);
create function pg_temp.buy(p_n integer, p_quantity integer) returns void language sql as $$
  insert into entered
  select p_n, (test_support.place_order(
    event_id, test_support.cart(ticket_type_id, p_quantity)) ->> 'order_id')::uuid
  from sale;
  select sales.give_bibs(org_id, event_id, null) from sale;
$$;
create function pg_temp.numbers(p_n integer) returns text language sql as $$
  select string_agg(coalesce(b.number::text, '-'), ' ' order by r.position)
  from entered as e
  join sales.registrations as r on r.order_id = e.order_id
  left join sales.bibs as b on b.registration_id = r.id
  where e.n = p_n
$$;
select pg_temp.buy(1, 2);
select is(pg_temp.numbers(1), '11 13', 'past the reserved one');
update sales.registrations set status = 'cancelled', cancelled_at = core.clock()
where order_id = (select order_id from entered where n = 1) and position = 1;
select pg_temp.buy(2, 3);
select is(pg_temp.numbers(2), '15 16 11', 'fresh ones, then the one that came back');
select pg_temp.buy(3, 2);
select is(pg_temp.numbers(3), '- -', 'reserved ones are left alone');

select test_support.as_user('seller');
select public.release_bibs(event_id, array[14]) from sale;
select test_support.as_operator();
select pg_temp.buy(4, 1);
select is(pg_temp.numbers(3) || ' | ' || pg_temp.numbers(4), '14 - | -',
  'until they are released; who came first gets it');
update sales.bib_ranges set last_number = 18;
select pg_temp.buy(5, 1);
select is(pg_temp.numbers(3) || ' | ' || pg_temp.numbers(4) || ' | ' || pg_temp.numbers(5),
  '14 17 | 18 | -', 'a longer range serves those who waited');

select * from finish();
rollback;
