begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale('{"capacity": 0}');
select test_support.open_waitlist(event_id) from sale;
select test_support.make_user('anna');
select test_support.make_user('bob');
grant select on sale to public;
select test_support.as_user('anna');
create temporary table entry as
select public.join_waitlist(event_id, ticket_type_id) as j from sale;
select test_support.as_operator();
grant select on entry to public;
select test_support.throws_slug(
  format('select public.decline_offer(%L)', j ->> 'waitlist_token'), 409, 'offer_not_open',
  'who waits has nothing to decline') from entry;
select test_support.as_operator();
update events.ticket_types set capacity = 1;
select test_support.serve_waitlists();
select test_support.as_user('bob');
select test_support.throws_slug(
  format('select public.decline_offer(entry_id => %L)', j ->> 'entry_id'), 404,
  'waitlist_entry_not_found', 'not by another account') from entry;
select test_support.as_user('anna');
select is(public.decline_offer(entry_id => (j ->> 'entry_id')::uuid) ->> 'status', 'declined',
  'by the account that joined') from entry;
select is(public.decline_offer(j ->> 'waitlist_token') ->> 'status', 'declined', 'a repeat is fine')
from entry;
select test_support.throws_slug(
  format('select public.leave_waitlist(%L)', j ->> 'waitlist_token'), 409, 'waitlist_entry_ended')
from entry;
select test_support.as_operator();
select is(test_support.places_left(ticket_type_id), 1::bigint, 'the place is on sale') from sale;
select is(performed_by_type::text, 'guest', 'the audit log knows who did it') from core.audit_log
where action = 'waitlist_entry.declined';

select * from finish();
rollback;
