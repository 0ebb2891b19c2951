begin;
select plan(13);

create temporary table sale as select * from test_support.make_sale('{"capacity": 3}');
grant select on sale to public;
create function test_support.joins(p_quantity integer, p_name text default 'anna')
  returns text language sql as $$
  select test_support.wait_for(event_id, ticket_type_id, p_name, p_quantity) from sale
$$;
select test_support.throws_slug(
  'select test_support.joins(1)', 409, 'waitlist_not_open', 'the organiser opens it');
select test_support.as_operator();
select test_support.open_waitlist(event_id, '{"max_quantity": 3}') from sale;
select test_support.throws_slug(
  'select test_support.joins(3)', 409, 'not_sold_out', 'not for what can be bought');
select test_support.as_operator();
create temporary table bought as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as j from sale;
select test_support.throws_slug(
  'select test_support.joins(1)', 409, 'not_sold_out', 'one is left');
select test_support.as_operator();
select lives_ok('select test_support.joins(2)', 'two are not');
select test_support.throws_slug(
  'select test_support.joins(4)', 400, 'invalid_quantity', 'not more than the organiser allows');
select test_support.throws_slug('select test_support.joins(0)', 400, 'invalid_quantity');
select test_support.as_operator();
select is(test_support.queue(), 'anna waiting', 'one entry');
select is((position, quantity, language)::text, '(1,2,nl)', 'as wished') from sales.waitlist_entries;
select is(token_hash, core.token_hash(core.public_token(org_id, id)),
  'of the token only the hash is kept')
from sales.waitlist_entries;
select is(topic, 'email.waitlist_joined', 'a mail brings the token') from core.outbox_events
where topic like 'email.waitlist%';

update events.events set status = 'closed', closed_at = now() where id = (select event_id from sale);
select test_support.throws_slug(
  'select test_support.joins(2, ''bob'')', 404, 'event_not_found', 'nobody waits for what is over');
select test_support.as_operator();
select is((select count(*) from sales.waitlist_entries), 1::bigint, 'what is refused leaves nothing');
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
