begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale('{"capacity": 0}');
select test_support.open_waitlist(event_id) from sale;
create temporary table token as
select test_support.wait_for(event_id, ticket_type_id, 'anna', 2) as t from sale;
create temporary table entry as select id from sales.waitlist_entries;
grant select on entry to public;
select is(payload, jsonb_build_object('entry_id', id), 'the queue holds no secret')
from core.outbox_events, entry where topic = 'email.waitlist_joined';
select test_support.as_service();
create temporary table mail as select sales.waitlist_mail(id) as j from entry;
select test_support.as_operator();
select is(j ->> 'waitlist_token', t, 'the mail has the token') from mail, token;
select is(j #>> '{org,name}', 'Sale org', 'and who writes') from mail;
select is((j ->> 'ahead', j ->> 'quantity', j -> 'offer')::text, '(0,2,null)', 'how they stand')
from mail;
select test_support.as_user('seller');
select throws_ok(format('select sales.waitlist_mail(%L)', id), '42501', null, 'it is for the worker')
from entry;
select test_support.as_service();
select test_support.throws_slug(
  'select sales.waitlist_mail(core.new_id())', 404, 'waitlist_entry_not_found');

select * from finish();
rollback;
