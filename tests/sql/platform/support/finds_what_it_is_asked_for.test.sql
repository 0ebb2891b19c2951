begin;
select plan(25);

select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');
create temporary table sale as select * from test_support.make_sale('{"price": 1000}');
create temporary table bought as
  select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as answer from sale;
update sales.orders set email = 'vera@example.test', purchaser_name = 'Vera Visser';
create temporary table one as
select o.*, p.provider_payment_id, p.id as payment_id from sales.orders as o
join payments.payments as p on p.payable_id = o.id;
create temporary table ticket as select t.* from sales.ticket_instances as t order by id limit 1;
grant select on sale, one, ticket to public;
create function pg_temp.found(p_query text) returns bigint language sql as $$
  select count(*) from jsonb_array_elements(public.platform_search_orders(p_query) -> 'orders')
$$;

select test_support.sign_in('platform');
-- Orders.
select is(pg_temp.found(order_number), 1::bigint, 'by number') from one;
select is(pg_temp.found(lower(left(order_number, 5))), 1::bigint, 'by how it begins') from one;
select is(pg_temp.found('VERA@exam'), 1::bigint, 'by e-mail address');
select is(pg_temp.found('isser'), 1::bigint, 'by name');
select is(pg_temp.found(provider_payment_id), 1::bigint, 'by the payment''s id at the provider') from one;
select is(pg_temp.found(id::text), 1::bigint, 'by id') from one;
select is(pg_temp.found('tr_nobody'), 0::bigint);
select is(pg_temp.found('%'), 0::bigint, 'signs stand for themselves');
select is(pg_temp.found(null), 1::bigint, 'the newest');
select is(
  jsonb_array_length(public.platform_search_orders('vera', org_id => core.new_id()) -> 'orders'), 0,
  'of one org');
select is(
  jsonb_array_length(public.platform_search_orders(status => '{cancelled}') -> 'orders'), 0);
select is(
  public.platform_search_orders(one.order_number) #> '{orders,0}' ->> 'org_id', one.org_id::text)
from one;
select is(
  public.platform_search_orders(one.order_number) #>> '{orders,0,payments,0,provider_payment_id}',
  one.provider_payment_id) from one;

-- Tickets.
select is(
  public.platform_find_ticket(lower(code)) #>> '{tickets,0,ticket_instance_id}', id::text, 'by code')
from ticket;
select is(jsonb_array_length(public.platform_find_ticket('Vera@example.test') -> 'tickets'), 2, 'by e-mail');
select is(public.platform_find_ticket('nothing') -> 'tickets', '[]');
select is(
  public.platform_find_ticket('E1.' || code || '.' || repeat('a', 86)) -> 'tickets' ->> 0 is not null,
  qr_token is null, 'a forged signature finds nothing, once there is one') from ticket;
select test_support.throws_slug('select public.platform_find_ticket(''  '')', 400, 'missing_field');

-- Messages.
select is(
  public.platform_messages(org_id, 'order:' || id) #>> '{messages,0,topic}', 'email.order_confirmation')
from one;
select is(public.platform_messages(org_id, state => 'delivered') -> 'messages', '[]') from one;
select test_support.throws_slug(
  'select public.platform_messages(core.new_id())', 404, 'not_found');
select test_support.throws_slug(
  format('select public.platform_messages(%L, state => ''gone'')', org_id), 400, 'invalid_field')
from one;

-- All of it is logged, codes as their hashes.
select set_eq(
  $$ select distinct action from tenancy.admin_audit_log where action like '%searched' or action = 'messages.read' $$,
  array['orders.searched', 'tickets.searched', 'messages.read']);
select is(
  (select count(*) from tenancy.admin_audit_log as l, ticket as t where l.details::text ilike '%' || t.code || '%'),
  0::bigint);
select is((select count(*) from tenancy.admin_audit_log where admin_id is distinct from test_support.user_id('platform')
  and action <> 'platform_admin.granted'), 0::bigint);

select * from finish();
rollback;
