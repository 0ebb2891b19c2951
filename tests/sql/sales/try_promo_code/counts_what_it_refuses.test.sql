-- A wrong promo code is answered, so that it stays counted; its network waits when it guessed too
-- often, whatever it asks for then, and no other network does.
begin;
select plan(13);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
insert into events.promo_codes (org_id, event_id, code, kind, value, starts_at)
select org_id, event_id, c.code, 'percentage', 1000, c.starts_at
from sale, (values ('RIGHT', null), ('LATER', timestamptz '2100-01-01')) as c (code, starts_at);
create function pg_temp.from_address(p_address text) returns void language sql as $$
  select set_config('request.headers', json_build_object('x-real-ip', p_address)::text, true)
$$;
create function pg_temp.try(p_code text) returns jsonb language sql as $$
  select public.validate_checkout_capacity(
    event_id, test_support.cart(ticket_type_id, 1), p_code) from sale
$$;
create function pg_temp.order(p_code text) returns jsonb language sql as $$
  select public.create_order(event_id, test_support.cart(ticket_type_id, 1), 'a@example.test',
    promo_code => p_code, idempotency_key => 'one') from sale
$$;
create function pg_temp.counted(p_rule text) returns bigint language sql as $$
  select coalesce(sum(c.hits), 0) from core.rate_counters as c where c.rule = p_rule
$$;

update core.rate_limits set max_hits = 3 where rule = 'promo_code_address';
select test_support.set_clock((date_trunc('hour', core.clock()) + interval '1 hour'));
select test_support.throws_slug($$ select pg_temp.try('WRONG') $$, 404, 'promo_code_not_found',
  'outside of requests it is raised');
do $$ begin perform pg_temp.from_address('192.0.2.1'); end $$;
select is(
  pg_temp.try('WRONG') - 'message' - 'hint',
  jsonb_build_object('code', 'PT404', 'details', (
    pg_temp.try('WRONG') ->> 'details')),
  'to a client it is answered');
select is(current_setting('response.status'), '404', 'with its status');
select is((pg_temp.order('wrong') ->> 'details')::jsonb,
  '{"code": "promo_code_not_found", "promo_code": "WRONG"}', 'and so it is by an order');
select is_empty('select 1 from sales.orders', 'which is not made');
select is_empty('select 1 from core.idempotency_keys', 'and leaves its key to another try');
select is(pg_temp.counted('promo_code_address'), 3::bigint, 'each is counted, of its network');
select is(pg_temp.counted('promo_code_event'), 3::bigint, 'and of the event');
select test_support.throws_slug($$ select pg_temp.try('RIGHT') $$, 429, 'rate_limited',
  'after too many, also the right one has to wait');
select is(pg_temp.try(null) ->> 'ok', 'true', 'who has no code does not notice');
do $$ begin perform pg_temp.from_address('192.0.2.2'); end $$;
select is(pg_temp.order('RIGHT') ->> 'total_amount', '2250', 'nor does another network');
select test_support.throws_slug($$ select pg_temp.try('LATER') $$, 409, 'promo_code_not_started',
  'a code that is there is no wrong one');
do $$ begin perform pg_temp.from_address('192.0.2.1'); end $$;
select test_support.set_clock((date_trunc('hour', core.clock()) + interval '10 minutes'));
select is(pg_temp.try('RIGHT') ->> 'total_amount', '2250', 'nobody waits for longer than that');

select * from finish();
rollback;
