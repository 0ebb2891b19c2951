-- One of everything that can be deleted is deleted, listed and restored.
begin;
select plan(19);

create temporary table org as
select test_support.make_org('Org', 'seller') as id from test_support.make_user('seller') as u;
create temporary table event as select test_support.make_event(id, 'seller') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'seller') as id from event;
-- By the operator: not every table has a view for writing.
insert into events.price_tiers (org_id, ticket_type_id, name, price)
select org.id, type.id, 'Early', 1 from org, type;
insert into events.products (org_id, event_id, name, price)
select org.id, event.id, 'Shirt', 1 from org, event;
insert into events.product_variants (org_id, product_id, name)
select p.org_id, p.id, 'M' from events.products as p;
insert into events.promo_codes (org_id, event_id, code, kind, value)
select org.id, event.id, 'SUMMER', 'amount', 1 from org, event;
insert into events.waves (org_id, event_id, name, starts_at)
select e.org_id, e.id, 'A', e.starts_at from events.events as e;
insert into events.faq_entries (org_id, event_id, language, question, answer)
select org.id, event.id, 'en', 'Where?', 'Here.' from org, event;
insert into events.event_images (org_id, event_id, reference)
select org.id, event.id, 'https://example.test/a.png' from org, event;
insert into events.questions (org_id, event_id) select org.id, event.id from org, event;
insert into events.question_versions (org_id, question_id, version, kind, label_en)
select q.org_id, q.id, 1, 'text', 'Size?' from events.questions as q;
insert into sales.bib_ranges (org_id, event_id, first_number, last_number)
select org.id, event.id, 1, 99 from org, event;
insert into sales.participants (org_id, first_name, last_name)
select org.id, 'Vera', 'Visitor' from org;

grant select on org to public;
do $$
declare
  v_table text;
begin
  for v_table in select r.table_name from tenancy.restorables as r loop
    execute format('update %s set deleted_at = core.clock()', v_table);
  end loop;
end
$$;
select test_support.as_user('seller');
create temporary table found as
select d.kind, d.id, d.label, d.deleted_at from org, public.deleted_rows(org.id) as d;
select results_eq(
  'select kind, label from found order by kind',
  $$ values
    ('bib_range', '1-99, City Run'),
    ('event', 'City Run'),
    ('event_image', 'https://example.test/a.png, City Run'),
    ('faq_entry', 'Where?, City Run'),
    ('participant', 'Vera Visitor'),
    ('price_tier', 'Early, 10 km'),
    ('product', 'Shirt, City Run'),
    ('product_variant', 'M, Shirt'),
    ('promo_code', 'SUMMER, City Run'),
    ('question', 'Size?, City Run'),
    ('ticket_type', '10 km, City Run'),
    ('wave', 'A, City Run')
  $$, 'everything is listed by a name that people know');
select is(count(*), 12::bigint, 'with the moment of its deletion')
from found where deleted_at is not null;

select test_support.throws_slug(
  format('select public.restore(%L, %L)', kind, id), 409, 'parent_deleted', kind)
from found where kind in ('price_tier', 'product_variant', 'wave');
-- Parents first.
select is(
  public.restore(kind, id), jsonb_build_object('kind', kind, 'id', id, 'label', label), kind)
from (
  select f.kind, f.id, f.label from found as f
  order by f.kind <> 'event', f.kind not in ('ticket_type', 'product')
) as f;
select is(
  public.restore(kind, id) ->> 'label', label, 'a repeat changes nothing')
from found where kind = 'product';
select is_empty('select 1 from org, public.deleted_rows(org.id)', 'nothing is left there');

select * from finish();
rollback;
