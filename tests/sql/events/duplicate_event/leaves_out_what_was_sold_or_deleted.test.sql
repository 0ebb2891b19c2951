begin;
select plan(14);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) from sale;
create temporary table gone as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "Gone"}') as id from sale;
create function test_support.add(p_view text, p_row jsonb) returns uuid language sql as $$
  select test_support.add_row('seller', p_view,
    jsonb_build_object('org_id', org_id, 'event_id', event_id) || p_row) from sale
$$;
create temporary table code as
select test_support.add('promo_codes', '{"code": "SUMMER", "kind": "amount", "value": 1}') as id;
select test_support.add('products', jsonb_build_object(
  'name', 'Cap', 'price', 1, 'ticket_type_id', gone.id)) from gone;
insert into events.product_variants (org_id, product_id, name)
select p.org_id, p.id, 'Blue' from events.products as p;
select test_support.add('products', '{"name": "Shirt", "price": 1}');
select test_support.add('products', '{"name": "Old shirt", "price": 1}');
insert into events.promo_code_ticket_types (org_id, promo_code_id, ticket_type_id)
select sale.org_id, code.id, t.id from sale, code, events.ticket_types as t;
update events.ticket_types set deleted_at = core.clock() where name = 'Gone';
update events.products set deleted_at = core.clock() where name = 'Old shirt';
-- A question that was changed, and a waiver.
insert into events.questions (org_id, event_id, version) select org_id, event_id, 2 from sale;
insert into events.question_versions (org_id, question_id, version, kind, label_en)
select q.org_id, q.id, n, 'text', 'Version ' || n from events.questions as q, unnest('{1,2}'::int[]) as n;
insert into events.questions (org_id, event_id, deleted_at)
select org_id, event_id, core.clock() from sale;
insert into events.waivers (org_id, event_id, version, text_en)
select org_id, event_id, n, 'Version ' || n from sale, unnest('{1,2}'::int[]) as n;
select events.claim_capacity(sale.org_id, code.id, 4) from sale, code;
grant select on sale to public;

select test_support.as_user('seller');
create temporary table new as
select (public.duplicate_event(event_id, '2028-06-19T09:00Z', ' Next  run ') ->> 'event_id')::uuid
  as id from sale;
select is(e.title, 'Next  run', 'with its own title') from public.events as e, new
where e.id = new.id;
select is(e.slug, 'next-run', 'and the slug of that') from public.events as e, new
where e.id = new.id;
select is(e.published_at, null, 'not published') from public.events as e, new
where e.id = new.id;
select results_eq(
  'select t.name from public.ticket_types as t, new where t.event_id = new.id',
  array['10 km'], 'no deleted ticket type');
select results_eq(
  'select p.name from public.products as p, new where p.event_id = new.id',
  array['Shirt'], 'no deleted product, and none of a deleted ticket type');
select is_empty('select 1 from public.product_variants', 'nor its variants');
select results_eq(
  'select c.used from public.promo_codes as c, new where c.event_id = new.id',
  array[0::bigint], 'promo codes are unused');
select is((select count(*) from public.promo_code_ticket_types), 2::bigint,
  'and are for what there is');
select results_eq(
  'select p.taken from public.capacity_pools as p, new where p.event_id = new.id and p.taken <> 0',
  array[]::integer[], 'all places are free');
select test_support.as_operator();
select is_empty(
  'select 1 from sales.orders as o, new where o.event_id = new.id
    union all select 1 from sales.ticket_instances as i, new where i.event_id = new.id
    union all select 1 from sales.registrations as r, new where r.event_id = new.id',
  'nothing is sold');
select results_eq(
  'select q.version, v.version, v.label_en
    from new join events.questions as q on q.event_id = new.id
    join events.question_versions as v on v.question_id = q.id',
  $$ values (1, 1, 'Version 2') $$, 'a question as it is asked now');
select results_eq(
  'select w.version, w.text_en from events.waivers as w, new where w.event_id = new.id',
  $$ values (1, 'Version 2') $$, 'the waiver as it is now');
select events.release_capacity(sale.org_id, code.id, 4) from sale, code;
update events.waivers set withdrawn_at = core.clock() where version = 2;
select test_support.as_user('seller');
create temporary table newer as
select (public.duplicate_event(event_id, '2028-06-19T09:00Z') ->> 'event_id')::uuid as id from sale;
select test_support.as_operator();
select is_empty('select 1 from events.waivers as w, newer where w.event_id = newer.id',
  'none when it was withdrawn');
select is_empty('select 1 from core.doctor()', 'all promises are kept');

select * from finish();
rollback;
