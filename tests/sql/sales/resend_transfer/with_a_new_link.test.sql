-- Sending an offer again makes a new link, and the one before stops working. So often a day, and no
-- more.
begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.allow_transfers(event_id) from sale;
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as answer from sale;
create temporary table offered as
select (test_support.offer(answer, 'nina@example.test') ->> 'transfer_id')::uuid as id from placed;
create temporary table first as select test_support.transfer_token('nina@example.test') as t;
grant select on offered, placed, first to public;

select test_support.as_anon();
select is(public.resend_transfer(id, answer ->> 'public_token') ->> 'status', 'pending', 'again')
from offered, placed;
select test_support.throws_slug(format('select public.get_transfer(%L)', t), 404,
  'transfer_token_not_valid', 'the first link is dead') from first;
select test_support.as_operator();
select is(public.get_transfer(test_support.transfer_token('nina@example.test')) ->> 'is_open', 'true',
  'the second one works');
select isnt(t.token_hash, convert_to(test_support.transfer_token('nina@example.test'), 'UTF8'),
  'its token is stored as a hash') from sales.ticket_transfers as t;
select is(count(*), 1::bigint, 'the audit log tells of it')
from core.audit_log where action = 'ticket_transfer.resent';
update core.rate_limits set max_hits = 2 where rule = 'create_transfer';
select test_support.throws_slug(format('select public.resend_transfer(%L, %L)', id,
  answer ->> 'public_token'), 429, 'rate_limited', 'not for ever') from offered, placed;

select * from finish();
rollback;
