-- An event with one of everything, and its copy: afterwards there is twice of each row, the same but
-- for ids and moments. A table that is new in the room needs a row here.
begin;
select plan(13);

create temporary table org as
select test_support.make_org('Org', 'seller') as id from test_support.make_user('seller') as u;
create temporary table event as
select test_support.make_event(id, 'seller', '{
  "sport": "triathlon", "description": "Swim, cycle, run.", "location_address": "Dam 1",
  "time_zone": "Europe/Lisbon", "starts_at": "2027-03-20T09:00Z", "ends_at": "2027-03-20T18:00Z"
}') as id
from org;
create temporary table type as
select test_support.make_ticket_type(id, 'seller', '{
  "name": "Relay", "vat_rate": 600, "sales_start": "2027-01-01T10:00Z", "min_age": 12,
  "team_min": 2, "team_max": 3, "max_per_order": 2, "sort_order": 4
}') as id from event;
grant select on org, event, type to public;

-- By the operator: this is about what is copied, not about who writes it.
update events.event_settings set
  hold_minutes = 30, transfers_allowed = true, service_fee_rate = 500, terms_en = 'Be nice.',
  required_profile_fields = '{phone}', bibs_assigned_on = 'settlement',
  edits_close_at = '2027-03-19T23:00Z';
insert into events.event_contents (org_id, event_id, language, title, description)
select org.id, event.id, l, 'Title ' || l, 'Text ' || l
from org, event, unnest(array['nl', 'en']) as l;
insert into events.faq_entries (org_id, event_id, language, question, answer)
select org.id, event.id, 'en', 'Where?', 'Here.' from org, event;
insert into events.event_images (org_id, event_id, reference, alt_nl)
select org.id, event.id, 'https://example.test/a.png', 'Start' from org, event;
insert into events.price_tiers (org_id, ticket_type_id, name, price, ends_at, capacity)
select org.id, type.id, 'Early', 1, '2027-02-01T10:00Z', 5 from org, type;
insert into events.products (
  org_id, event_id, ticket_type_id, name, price, vat_rate, capacity, personalisation_label,
  personalisation_max_length)
select org.id, event.id, type.id, 'Medal', 1, 900, 3, 'Name', 20 from org, event, type;
insert into events.product_variants (org_id, product_id, name, price, capacity)
select p.org_id, p.id, 'Gold', 7, 2 from events.products as p;
insert into events.promo_codes (org_id, event_id, code, kind, value, max_uses, ends_at)
select org.id, event.id, 'SUMMER', 'amount', 100, 9, '2027-03-01T10:00Z' from org, event;
insert into events.promo_code_ticket_types (org_id, promo_code_id, ticket_type_id)
select c.org_id, c.id, type.id from events.promo_codes as c, type;
insert into events.waves (org_id, event_id, name, starts_at, capacity)
select org.id, event.id, 'A', '2027-03-20T10:00Z', 40 from org, event;
insert into events.wave_ticket_types (org_id, wave_id, ticket_type_id)
select w.org_id, w.id, type.id from events.waves as w, type;
insert into events.questions (org_id, event_id, ticket_type_id, sort_order)
select org.id, event.id, type.id, n from org, event, type, generate_series(1, 20) as n;
insert into events.question_versions (
  org_id, question_id, version, kind, label_en, is_required, rules, condition)
select q.org_id, q.id, 1, 'text', 'Question ' || q.sort_order, true, '{"max_length": 5}',
  case q.sort_order when 2 then jsonb_build_object('question_id', (
    select p.id from events.questions as p where p.sort_order = 1), 'any_of', '["yes"]'::jsonb) end
from events.questions as q;
insert into events.waivers (org_id, event_id, version, text_en, guardian_below_age)
select org.id, event.id, 1, 'At my own risk.', 16 from org, event;
insert into events.cancellation_steps (org_id, event_id, starts_at, refund_rate)
select org.id, event.id, '2027-03-01T10:00Z', 2500 from org, event;
insert into events.capacity_pools (org_id, id, event_id, name, capacity)
select org.id, core.new_id(), event.id, 'Water', 1000 from org, event;
insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
select p.org_id, type.id, p.id from events.capacity_pools as p, type where p.name = 'Water';
insert into sales.bib_ranges (org_id, event_id, ticket_type_id, first_number, last_number)
select org.id, event.id, type.id, 1, 99 from org, event, type;
insert into sales.bib_ranges (org_id, event_id, wave_id, first_number, last_number)
select w.org_id, w.event_id, w.id, 100, 199 from events.waves as w;

-- Every row of the room and of what others copy, without what must differ, and without what was
-- agreed or paid for one event only.
create function test_support.setup(out name text, out contents jsonb) returns setof record
language plpgsql as $$
declare
  v_table text;
begin
  for v_table in
    select c.oid::regclass::text
    from pg_class as c
    where c.relkind = 'r' and (c.relnamespace = 'events'::regnamespace
        or c.oid = 'sales.bib_ranges'::regclass)
      and c.oid <> all ('{events.fee_overrides,events.bought_events}'::regclass[])
      and exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'org_id')
  loop
    return query execute format(
      'select %1$L::text, (
        select jsonb_object_agg(c.key, c.value) from jsonb_each(to_jsonb(r)) as c
        where c.key !~ ''(^|_)id$'' and c.key <> all (events.moments(%1$L) || ''{slug,condition}''))
      from %1$s as r', v_table);
  end loop;
end
$$;
create temporary table before as select s.name, s.contents from test_support.setup() as s;
select is_empty(
  $$
    select c.oid::regclass::text
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id'
    where c.relkind = 'r' and c.relnamespace = 'events'::regnamespace
      and c.oid <> all ('{events.fee_overrides,events.bought_events}'::regclass[])
    except
    select b.name from before as b
  $$,
  'there is one of everything');

select test_support.as_user('seller');
create temporary table copy as
select public.duplicate_event(id, '2027-06-19T09:00+01') as j from event;
select test_support.as_operator();
create temporary table new as select (j ->> 'event_id')::uuid as id from copy;
select bag_eq(
  'select s.name, s.contents from test_support.setup() as s',
  'select b.name, b.contents from before as b union all select b.name, b.contents from before as b',
  'and then there are two');

-- What refers to something refers to the copy of it.
select results_eq(
  $$ select t.name from events.wave_ticket_types as m
    join events.waves as w on w.id = m.wave_id join events.ticket_types as t on t.id = m.ticket_type_id
    where w.event_id = (select id from new) and t.event_id = w.event_id $$,
  array['Relay'], 'waves');
select results_eq(
  $$ select c.code from events.promo_code_ticket_types as m
    join events.promo_codes as c on c.id = m.promo_code_id
    join events.ticket_types as t on t.id = m.ticket_type_id
    where c.event_id = (select id from new) and t.event_id = c.event_id $$,
  array['SUMMER'], 'promo codes');
select results_eq(
  $$ select p.name from events.ticket_type_pools as m
    join events.capacity_pools as p on p.id = m.pool_id
    join events.ticket_types as t on t.id = m.ticket_type_id
    where p.event_id = (select id from new) and t.event_id = p.event_id order by 1 $$,
  array['Water', null], 'limits, its own and shared ones');
select results_eq(
  $$ select (v.condition ->> 'question_id')::uuid = p.id
    from events.questions as q
    join events.question_versions as v on v.question_id = q.id
    join events.questions as p on p.event_id = q.event_id and p.sort_order = 1
    where q.event_id = (select id from new) and q.sort_order = 2 $$,
  array[true], 'conditions of questions');
select results_eq(
  $$ select w.event_id, t.event_id from sales.bib_ranges as r
    left join events.waves as w on w.id = r.wave_id
    left join events.ticket_types as t on t.id = r.ticket_type_id
    where r.event_id = (select id from new) order by r.first_number $$,
  $$ select null::uuid, id from new union all select id, null from new $$, 'start numbers');

select results_eq(
  $$ select v.label_en from events.questions as q
    join events.question_versions as v on v.question_id = q.id
    where q.event_id = (select id from new) order by q.id $$,
  $$ select v.label_en from events.questions as q
    join events.question_versions as v on v.question_id = q.id
    where q.event_id = (select id from event) order by q.id $$,
  'in the same order');

-- Moments keep their time of day in Lisbon, which is an hour ahead of Greenwich in June.
select is(
  j, jsonb_build_object('event_id', id, 'status', 'draft', 'title', 'City Run', 'slug', 'city-run-2',
    'starts_at', '2027-06-19T08:00:00+00:00'::timestamptz,
    'ends_at', '2027-06-19T17:00:00+00:00'::timestamptz), 'a draft at the new date')
from copy, new;
select results_eq(
  $$
    select s.edits_close_at, t.sales_start, p.ends_at, c.ends_at, w.starts_at
    from new
    join events.event_settings as s on s.event_id = new.id
    join events.ticket_types as t on t.event_id = new.id
    join events.price_tiers as p on p.ticket_type_id = t.id
    join events.promo_codes as c on c.event_id = new.id
    join events.waves as w on w.event_id = new.id
  $$,
  $$ values (
    '2027-06-18T22:00Z'::timestamptz, '2027-04-02T09:00Z'::timestamptz,
    '2027-05-03T09:00Z'::timestamptz, '2027-05-31T09:00Z'::timestamptz,
    '2027-06-19T09:00Z'::timestamptz) $$, 'and all that goes with it, 91 days later');
select test_support.publish(id, 'seller') from new;
select is(e.status::text, 'published', 'it is complete') from events.events as e, new
where e.id = new.id;
select is(
  (select l.new_value from core.audit_log as l where l.action = 'event.duplicated'),
  jsonb_build_object('from_event_id', id), 'the audit trail knows where it came from') from event;
select is_empty('select 1 from core.doctor()', 'and all promises are kept');

select * from finish();
rollback;
