-- Who offered a ticket takes it back until it is claimed; the link is dead then, and whoever it was
-- offered to hears of it. Nobody else does, nor sees that it is there.
begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.allow_transfers(event_id) from sale;
select test_support.make_user('bert');
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as answer
from sale, generate_series(1, 2);
create temporary table mine as select answer ->> 'public_token' as t, answer from placed limit 1;
create temporary table other as
select answer ->> 'public_token' as t from placed offset 1;
create temporary table offered as
select (test_support.offer(answer, 'nina@example.test') ->> 'transfer_id')::uuid as id from mine;
grant select on mine, other, offered to public;

select test_support.as_anon();
select test_support.throws_slug(format('select public.%I(%L)', f, id), 401, 'sign_in_required', f)
from offered, unnest(array['withdraw_transfer', 'resend_transfer']) as f;
select test_support.throws_slug(format('select public.%I(%L, %L)', f, id, other.t), 404, 'not_found', f)
from offered, other, unnest(array['withdraw_transfer', 'resend_transfer']) as f;
select test_support.as_user('bert');
select test_support.throws_slug(format('select public.withdraw_transfer(%L)', id), 404, 'not_found')
from offered;
select test_support.as_anon();
select is(public.withdraw_transfer(id, t) ->> 'status', 'withdrawn', 'it is taken back')
from offered, mine;
select is(public.withdraw_transfer(id, t) ->> 'status', 'withdrawn', 'twice is once')
from offered, mine;
select test_support.throws_slug(format('select public.resend_transfer(%L, %L)', id, t), 409,
  'transfer_not_open', 'and not sent again') from offered, mine;
select test_support.as_operator();
select is(array_agg(payload ->> 'email'), '{nina@example.test}', 'it is told, once')
from core.outbox_events
where topic = 'email.transfer_news' and payload ->> 'news' = 'withdrawn';
select throws_like($$ select test_support.claim('nina@example.test', 'Nina') $$, '%it is withdrawn.',
  'the link is dead');
select is(test_support.offer(answer, 'neo@example.test') ->> 'status', 'pending', 'for somebody else')
from mine;
select test_support.claim('neo@example.test', 'Neo');
select test_support.throws_slug(format('select public.withdraw_transfer(%L, %L)', x.id, t), 409,
  'transfer_not_open', 'what was claimed is not taken back')
from sales.ticket_transfers as x, mine where x.to_email = 'neo@example.test';

select * from finish();
rollback;
