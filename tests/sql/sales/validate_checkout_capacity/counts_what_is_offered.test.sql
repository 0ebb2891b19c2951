-- Whoever was offered places of a waitlist can order them, though nothing is on sale.
begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale('{"capacity": 0}');
grant select on sale to public;
create temporary table other as
select e.event_id, test_support.make_ticket_type(e.event_id, 'seller') as ticket_type_id
from (select test_support.make_event(org_id, 'seller') as event_id from sale) as e;
select test_support.publish(event_id, 'seller') from other;
grant select on other to public;
select test_support.open_waitlist(event_id, '{"offer_minutes": 30}') from sale;
select test_support.wait_for(event_id, ticket_type_id, n)
from sale, (values ('anna'), ('bob')) as w (n);
update events.ticket_types as t set capacity = 1 from sale as s where t.id = s.ticket_type_id;
select test_support.serve_waitlists();
create temporary table token as
select n, test_support.waitlist_token(n) as t from (values ('anna'), ('bob')) as w (n);
grant select on token to public;
create function test_support.asked(p_for text, p_quantity integer default 1)
  returns text
  language sql
as $$
  select format('select public.validate_checkout_capacity(%L, %L, waitlist_token => %L)',
    s.event_id, test_support.cart(s.ticket_type_id, p_quantity), p_for)
  from sale as s
$$;
grant execute on function test_support.asked(text, integer) to public;

select test_support.as_anon();
select test_support.throws_slug(
  test_support.asked(null), 409, 'sold_out', 'not on sale');
select lives_ok(test_support.asked(t), 'but for who was offered it') from token where n = 'anna';
select lives_ok(test_support.asked(t), 'and again: it promises nothing') from token where n = 'anna';
select test_support.throws_slug(test_support.asked(t, 2), 400, 'offer_too_small', 'not more')
from token where n = 'anna';
select test_support.throws_slug(test_support.asked(t), 409, 'offer_not_open', 'not who still waits')
from token where n = 'bob';
select test_support.throws_slug(
  test_support.asked('x'), 404, 'waitlist_entry_not_found', 'not anybody');
select test_support.throws_slug(
  format('select public.validate_checkout_capacity(%L, %L, waitlist_token => %L)',
    o.event_id, test_support.cart(o.ticket_type_id, 1), t.t),
  404, 'waitlist_entry_not_found', 'not for another event')
from other as o, token as t where t.n = 'anna';
select test_support.as_operator();
select is(status::text, 'offered', 'the offer stays open') from sales.waitlist_entries
where position = 1;
select test_support.set_clock(now() + interval '30 minutes');
select test_support.as_anon();
select test_support.throws_slug(
  test_support.asked(t), 409, 'offer_not_open', 'until its time is over') from token where n = 'anna';

select * from finish();
rollback;
