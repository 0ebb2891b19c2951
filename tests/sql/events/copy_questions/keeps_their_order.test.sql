begin;
select plan(4);

create temporary table sale as select * from test_support.make_sale();
create temporary table first as
select test_support.make_question(event_id, 'seller',
  '{"label_nl": "Eerste", "kind": "checkbox", "sort_order": 7}') as id
from sale;
-- Twenty with the same place, in a row only by their ids.
create temporary table others as
select test_support.make_question(event_id, 'seller', jsonb_build_object('sort_order', 7,
  'label_nl', 'Vraag ' || n, 'condition',
  jsonb_build_object('question_id', first.id, 'any_of', '[true]'::jsonb))) as id
from sale, first, generate_series(1, 20) as n;
select test_support.sign_in('seller');
select public.publish_waiver(event_id, 'Tekst') from sale;
select public.withdraw_waiver(event_id) from sale;
create temporary table copy as
select (public.duplicate_event(event_id, core.clock() + interval '400 days') ->> 'event_id')::uuid as id
from sale;

create function test_support.labels(p_event_id uuid) returns text[] language sql as $$
  select array_agg(v.label order by v.place)
  from sale, unnest(events.asked_questions(sale.org_id, p_event_id, null))
    with ordinality as v (id, key, version, ticket_type_id, label, kind, is_required, options, rules,
      condition, place)
$$;
select is(test_support.labels(copy.id), test_support.labels(sale.event_id), 'in the same order')
from sale, copy;
select is(cardinality(test_support.labels(id)), 21, 'all of them') from copy;
select is(
  (select count(*) from copy, sale, events.broken_conditions(sale.org_id, copy.id)), 0::bigint,
  'with conditions that can be');
select is(
  (select count(*) from events.waivers as w, copy where w.event_id = copy.id), 0::bigint,
  'a waiver that was withdrawn stays where it was');

select * from finish();
rollback;
