-- Whoever asks for the tickets of an address gets the same answer for every address, and does the
-- same work: one message, which the worker looks into. So many times an hour per address.
begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) from sale;
grant select on sale to public;

select test_support.as_anon();
select is(public.find_tickets(email), '{"status": "queued"}', email)
from unnest(array['visitor@example.test', 'nobody@example.test']) as email;
select test_support.as_operator();
select is(array_agg(payload - 'email'), array[
  '{"event_id": null, "org_slug": null, "language": "nl"}'::jsonb,
  '{"event_id": null, "org_slug": null, "language": "nl"}'::jsonb], 'one message each')
from core.outbox_events where topic = 'email.find_tickets';
select is(bool_and(org_id is null), true, 'that no organiser sees')
from core.outbox_events where topic = 'email.find_tickets';
select is(count(*), 0::bigint, 'and no address stands in its name')
from core.outbox_events where topic = 'email.find_tickets' and aggregate like '%@%';
update core.rate_limits set max_hits = 2 where rule = 'find_tickets_mail_all';
select test_support.as_anon();
select lives_ok($$ select public.find_tickets('Visitor@example.test ') $$, 'twice');
select test_support.throws_slug(format('select public.find_tickets(%L)', email), status, slug, email)
from (values ('visitor@example.test', 429, 'rate_limited'), ('no address', 400, 'invalid_email'))
  as v (email, status, slug);
select lives_ok($$ select public.find_tickets('nobody@example.test') $$, 'each address by itself');

select * from finish();
rollback;
