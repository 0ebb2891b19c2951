-- When an event has been guessed at from everywhere, each network has one guess left: strangers slow
-- each other down, and nobody who types the right code.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
insert into events.promo_codes (org_id, event_id, code, kind, value)
select org_id, event_id, 'RIGHT', 'percentage', 1000 from sale;
create function pg_temp.try(p_address text, p_code text) returns jsonb language sql as $$
  select set_config('request.headers', json_build_object('x-real-ip', p_address)::text, true);
  select public.validate_checkout_capacity(
    event_id, test_support.cart(ticket_type_id, 1), p_code) from sale
$$;

update core.rate_limits set max_hits = 3 where rule = 'promo_code_event';
select test_support.set_clock((date_trunc('hour', core.clock()) + interval '1 hour'));
do $$ begin
  perform pg_temp.try('192.0.2.' || n, 'GUESS' || n) from generate_series(1, 3) as n;
end $$;
select test_support.throws_slug($$ select pg_temp.try('192.0.2.3', 'RIGHT') $$, 429,
  'rate_limited', 'who guessed wrong waits');
select is(pg_temp.try('192.0.2.4', 'RIGHT') ->> 'ok', 'true', 'a buyer with a code does not');
select is(pg_temp.try('192.0.2.4', 'RIGHT') ->> 'ok', 'true', 'as often as they like');
select is(pg_temp.try('192.0.2.5', 'WRONG') ->> 'code', 'PT404', 'another has one guess');
select test_support.throws_slug($$ select pg_temp.try('192.0.2.5', 'RIGHT') $$, 429,
  'rate_limited', 'and no second one');
select is(pg_temp.try('2001:db8::1', 'WRONG') ->> 'code', 'PT404', 'with IPv6 likewise');
select test_support.throws_slug($$ select pg_temp.try('2001:db8::2', 'RIGHT') $$, 429,
  'rate_limited', 'where one customer has many addresses');
select test_support.set_clock((date_trunc('hour', core.clock()) + interval '10 minutes'));
select is(pg_temp.try('192.0.2.3', 'RIGHT') ->> 'ok', 'true', 'for ten minutes at the most');

select * from finish();
rollback;
