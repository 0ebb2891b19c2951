begin;
select plan(11);

create temporary table sale as select * from test_support.make_sale('{}');
create function test_support.add(p_view text, p_row jsonb) returns uuid language sql as $$
  select test_support.add_row('seller', p_view,
    jsonb_build_object('org_id', org_id) || p_row) from sale
$$;
create temporary table thing as
select 'product' as kind, test_support.add('products', jsonb_build_object('event_id', event_id,
  'ticket_type_id', ticket_type_id, 'name', 'Shirt', 'price', 1)) as id from sale
union all
select 'promo_code', test_support.add('promo_codes', jsonb_build_object('event_id', event_id,
  'code', 'SUMMER', 'kind', 'amount', 'value', 1)) from sale
union all
select 'wave', test_support.add('waves', jsonb_build_object('event_id', event_id,
  'name', 'A', 'starts_at', e.starts_at)) from sale join events.events as e on e.id = event_id;
insert into events.questions (org_id, event_id, ticket_type_id)
select org_id, event_id, ticket_type_id from sale;
insert into thing select 'question', q.id from events.questions as q;
insert into events.product_variants (org_id, product_id, name, capacity)
select p.org_id, p.id, 'M', 9 from events.products as p;
select test_support.make_user('stranger');
grant select on sale, thing to public;

select test_support.as_user('seller');
select is_empty($$
  select 1 from unnest(array['event', 'ticket_type', 'product', 'promo_code', 'question', 'wave',
    'pool']) as kind, events.hidden(kind)
$$, 'nothing is deleted');

select test_support.as_operator();
update events.ticket_types set deleted_at = core.clock();
select test_support.as_user('seller');
select results_eq('select events.hidden(''ticket_type'')', 'select ticket_type_id from sale',
  'a ticket type');
select results_eq('select events.hidden(''product'')',
  'select id from thing where kind = ''product''', 'what goes with it');
select results_eq('select events.hidden(''question'')',
  'select id from thing where kind = ''question''', 'what is asked of it');
select is((select count(*) from events.hidden('pool')), 3::bigint, 'and their limits');
select is_empty('select events.hidden(''promo_code'') union select events.hidden(''wave'')',
  'nothing else of the event');
select is_empty('select 1 from public.product_variants', 'nor is a variant of it shown');
select test_support.as_user('stranger');
select is_empty('select events.hidden(''ticket_type'')', 'nobody hears of it from outside');

select test_support.as_operator();
update events.ticket_types set deleted_at = null;
update events.events set deleted_at = core.clock(), status = 'cancelled',
  cancelled_at = core.clock();
select test_support.as_user('seller');
select set_eq(
  'select events.hidden(kind) from unnest(array[''product'', ''promo_code'', ''question'', ''wave'']) as kind',
  'select id from thing', 'an event takes all of it along');
select is((select count(*) from events.hidden('pool')), 5::bigint, 'with all limits');
select is_empty('select 1 from public.event_settings union all select 1 from public.capacity_pools',
  'and nothing of it is shown');

select * from finish();
rollback;
