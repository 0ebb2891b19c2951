-- Whoever does not want a ticket says so: it stays with who has it, who hears of it and may offer it
-- to somebody else.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.allow_transfers(event_id) from sale;
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as answer from sale;
select test_support.offer(answer, 'nina@example.test') from placed;
create temporary table token as select test_support.transfer_token('nina@example.test') as t;
grant select on token to public;

select test_support.as_anon();
select test_support.throws_slug('select public.decline_transfer()', 400, 'missing_field');
select test_support.throws_slug($$ select public.decline_transfer('x') $$, 404,
  'transfer_token_not_valid');
select is(public.decline_transfer(t) ->> 'status', 'declined', 'no, thanks') from token;
select is(public.decline_transfer(t) ->> 'status', 'declined', 'twice is once') from token;
select test_support.throws_slug(format('select public.accept_transfer(%L, %L)', t,
  '{"first_name": "N", "last_name": "T"}'), 409, 'transfer_not_open', 'no is no') from token;
select test_support.as_operator();
select is(array_agg(payload ->> 'email'), '{visitor@example.test}', 'who offered it hears of it, once')
from core.outbox_events
where topic = 'email.transfer_news' and payload ->> 'news' = 'declined';
select is(status::text, 'valid', 'the ticket is as it was') from sales.ticket_instances;
select is(test_support.offer(answer, 'neo@example.test') ->> 'status', 'pending', 'for somebody else')
from placed;

select * from finish();
rollback;
