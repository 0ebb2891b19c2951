begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale();
update tenancy.orgs set email = 'info@sale.example';
create temporary table bought as select test_support.buy(event_id,
  test_support.cart(ticket_type_id, 2)) as o from sale;
grant select on sale, bought to public;
select test_support.as_service();
create temporary table mail as select sales.order_mail((o ->> 'order_id')::uuid) as m from bought;
select is(m #>> '{order,email}', 'visitor@example.test', 'to whom') from mail;
select is(m #>> '{order,language}', 'nl', 'in which language') from mail;
select is(m #>> '{order,public_token}', o ->> 'public_token', 'with the token, for the link')
from mail, bought;
select is(m #>> '{order,org_id}', org_id::text, 'of which org') from mail, sale;
select is(m -> 'org', '{"name": "Sale org", "email": "info@sale.example"}', 'who it is from')
from mail;
select is(m #>> '{event,title}', 'City Run', 'for what') from mail;
select is(
  jsonb_strip_nulls(m #> '{items,0}') - '{order_item_id,ticket_type_id}'::text[],
  '{"line": 1, "kind": "ticket", "name": "10 km", "quantity": 2, "discount_amount": 0, "unit_amount": 2500, "total_amount": 5000, "vat_rate": 900,
    "vat_amount": 413}', 'the lines') from mail;
select is(
  (select array_agg(k order by k) from mail, jsonb_object_keys(m #> '{tickets,0}') as k),
  array['bib', 'code', 'holder', 'is_blocked', 'qr_token', 'registration_id', 'starts_at', 'status',
    'team', 'ticket_instance_id', 'ticket_type', 'wave'], 'the tickets');
select test_support.throws_slug('select sales.order_mail(gen_random_uuid())', 404,
  'order_not_found', 'an order that is not there');
select test_support.as_operator();
select test_support.as_user('seller');
select throws_ok('select sales.order_mail(gen_random_uuid())', '42501', null, 'it is for workers');

select * from finish();
rollback;
