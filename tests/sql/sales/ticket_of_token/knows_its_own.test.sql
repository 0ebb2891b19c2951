-- The token of a ticket opens that ticket and no other; nothing of it is stored, and nobody makes one
-- without the key of the database.
begin;
select plan(6);

create temporary table t as select core.new_id() as id, core.new_id() as other;
select is(sales.ticket_of_token(sales.ticket_token(id)), id, 'its own') from t;
select is(sales.ticket_of_token(replace(other::text, '-', '') || '.' || core.public_token(id)), null,
  'not another''s') from t;
select is(sales.ticket_of_token(core.public_token(id)), null, 'an order''s is none') from t;
select is(sales.ticket_of_token(v), null, coalesce(v, 'null'))
from unnest(array[null, '', repeat('0', 32) || '.' || repeat('x', 43)]) as v;

select * from finish();
rollback;
