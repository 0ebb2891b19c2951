begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) from sale;
create temporary table tickets as select id, code, row_number() over (order by id) as n
from sales.ticket_instances;
create function test_support.token(p_number integer, p_code text,
  p_signature text) returns jsonb language sql as $$
  select jsonb_build_array(jsonb_build_object(
    'ticket_instance_id', t.id, 'qr_token',
    'E1.' || coalesce(p_code, t.code) || '.' || p_signature))
  from tickets as t where t.n = p_number
$$;
select is(sales.store_qr_tokens(test_support.token(1, null, 's1'), repeat('k', 43)), 1, 'stored');
select is(sales.store_qr_tokens(test_support.token(1, null, 's2'), repeat('k', 43)), 0, 'once');
select is(
  sales.store_qr_tokens(test_support.token(2, (select code from tickets where n = 1), 's1'),
    repeat('l', 43)), 0, 'never with another ticket''s code');
select is(sales.store_qr_tokens('[]', repeat('k', 43)), 0, 'nothing to store');
select results_eq(
  'select qr_token from sales.ticket_instances order by id',
  $$ select 'E1.' || code || '.s1' from tickets where n = 1
  union all select null $$, 'what is there');
select results_eq(
  $$ select public_key collate "C" from sales.ticket_keys where public_key ~ '(.)\1{42}' order by 1 $$,
  $$ values (repeat('k', 43) collate "C"), (repeat('l', 43)) $$, 'the keys that signed, once each');
select throws_ok(
  'select sales.store_qr_tokens(''[]'', ''no key'')', '23514', null, 'a key is 32 bytes');
select test_support.as_user('seller');
select throws_ok('select sales.store_qr_tokens(''[]'', repeat(''k'', 43))', '42501', null, 'it is for workers');

select * from finish();
rollback;
