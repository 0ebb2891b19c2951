-- The token of a ticket opens that ticket and no other; nothing of it is stored, and nobody makes
-- one without the key of its org.
begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
create temporary table t as
select t.org_id, t.id, t.order_id, core.new_id() as other from sales.ticket_instances as t;
select is(sales.ticket_of_token(sales.ticket_token(org_id, id)), id, 'its own') from t;
select is(
  sales.ticket_of_token(replace(id::text, '-', '') || '.' || core.public_token(org_id, other)), null,
  'not another''s') from t;
select is(sales.ticket_of_token(sales.ticket_token(other, id)), null, 'not another org''s') from t;
select is(sales.ticket_of_token(core.public_token(org_id, order_id)), null, 'an order''s is none')
from t;
select is(sales.ticket_of_token(v), null, coalesce(v, 'null'))
from unnest(array[null, '', repeat('0', 32) || '.' || repeat('x', 43)]) as v;

select * from finish();
rollback;
