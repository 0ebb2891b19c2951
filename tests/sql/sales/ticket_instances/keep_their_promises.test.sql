-- Constraints, whoever writes: an operator in psql meets them too.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as select test_support.buy(event_id,
  test_support.cart(ticket_type_id, 2)) as o from sale;
select throws_ok(
  format('update sales.ticket_instances set %s', change), code, null, change)
from (values
  ('code = (select min(code) from sales.ticket_instances)', '23505'),
  ('code = ''GUESSME''', '23514'),
  ('status = ''void''', '23514'),
  ('status = ''void'', voided_at = now(), void_reason = ''lost''', '23514'),
  ('status = ''refunded''', '23514'),
  ('org_id = gen_random_uuid()', '23503'),
  ('order_id = gen_random_uuid()', '23503')
) as c (change, code);
select lives_ok(
  $$ update sales.ticket_instances set status = 'void', voided_at = now(),
  void_reason = 'cancelled' $$, 'a proper one passes');

select * from finish();
rollback;
