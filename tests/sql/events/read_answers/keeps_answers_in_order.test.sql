begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale();
create temporary table other as
select test_support.make_ticket_type(event_id, 'seller') as ticket_type_id from sale;
create temporary table q (name text, id uuid);
insert into q select 'shirt', test_support.make_question(event_id, 'seller', '{"kind": "choice", "label_nl": "Shirt?", "is_required": true,
  "options": [{"value": "yes", "label_nl": "Ja"}, {"value": "no", "label_nl": "Nee"}]}') from sale;
insert into q select 'size', test_support.make_question(event_id, 'seller', jsonb_build_object(
  'label_nl', 'Maat', 'label_en', 'Size', 'is_required', true, 'condition',
  jsonb_build_object('question_id', q.id, 'any_of', '["yes"]'::jsonb))) from sale, q;
insert into q select 'fit', test_support.make_question(event_id, 'seller', jsonb_build_object(
  'label_nl', 'Pasvorm', 'condition',
  jsonb_build_object('question_id', q.id, 'any_of', '["S", "M"]'::jsonb))) from sale, q where name = 'size';
insert into q select 'club', test_support.make_question(event_id, 'seller', jsonb_build_object(
  'ticket_type_id', ticket_type_id, 'label_nl', 'Club', 'sort_order', -1)) from sale;
insert into q select 'agree', test_support.make_question(event_id, 'seller', jsonb_build_object(
  'ticket_type_id', other.ticket_type_id, 'kind', 'checkbox', 'label_nl', 'Akkoord', 'is_required', true)) from sale, other;
create function test_support.answered(p_ticket_type_id uuid, p_answers jsonb) returns text
language plpgsql as $$
declare
  v_detail jsonb;
  v_text text;
begin
  return (
    select string_agg(concat_ws(' ', q.name, a.row ->> 'version', a.row -> 'value'), ', ' order by a.place)
    from sale, jsonb_array_elements(events.read_answers(
      events.asked_questions(sale.org_id, sale.event_id, null), p_ticket_type_id,
      (select jsonb_object_agg(coalesce(q.id::text, g.key), g.value)
        from jsonb_each(p_answers) as g left join q on q.name = g.key),
      '{"line": 2, "position": 3}')) with ordinality as a (row, place)
    join q on q.id = (a.row ->> 'question_id')::uuid);
exception when others then
  get stacked diagnostics v_text = pg_exception_detail;
  v_detail := v_text;
  return concat_ws(' ', v_detail ->> 'line', v_detail ->> 'position', v_detail ->> 'code',
    coalesce(v_detail ->> 'question', v_detail ->> 'field'), v_detail ->> 'reason',
    (select q.name from q where q.id::text = v_detail ->> 'question_id'));
end
$$;

select is(test_support.answered(ticket_type_id, given::jsonb), told, given)
from sale, lateral (values
  ('{"shirt": "no"}', 'shirt 1 "no"'),
  ('{"size": " M ", "shirt": "yes"}', 'shirt 1 "yes", size 1 "M"'),
  ('{"fit": "wide", "size": "M", "shirt": "yes", "club": "AV"}',
    'club 1 "AV", shirt 1 "yes", size 1 "M", fit 1 "wide"'),
  ('{"fit": "wide", "size": "XL", "shirt": "yes"}', 'shirt 1 "yes", size 1 "XL"'),
  ('{"fit": "wide", "size": "M", "shirt": "no"}', 'shirt 1 "no"'),
  ('{"size": 7, "shirt": "no"}', 'shirt 1 "no"'),
  ('{}', '2 3 answer_missing Shirt? shirt'),
  ('{"shirt": null}', '2 3 answer_missing Shirt? shirt'),
  ('{"shirt": "yes", "size": ""}', '2 3 answer_missing Size size'),
  ('{"shirt": "maybe"}', '2 3 answer_invalid Shirt? it is none of the options shirt'),
  ('{"shirt": "no", "agree": true}', '2 3 question_not_found agree'),
  ('{"shirt": "no", "what": 1}', '2 3 question_not_found'),
  ('{"shirt": "no", "00000000-0000-7000-8000-00000000dead": 1}', '2 3 question_not_found')
) as c (given, told);
select is(test_support.answered(ticket_type_id, given::jsonb), told, 'the other type: ' || given)
from other, lateral (values
  ('{"shirt": "no", "agree": true}', 'shirt 1 "no", agree 1 true'),
  ('{"shirt": "no", "agree": false}', '2 3 answer_missing Akkoord agree')
) as c (given, told);
select is(test_support.answered(ticket_type_id, null), '2 3 answer_missing Shirt? shirt', 'no answers at all')
from sale;
select test_support.throws_slug(
  format('select events.read_answers(events.asked_questions(%L, %L, %L), %3$L, %4$L, %5$L)',
    org_id, event_id, ticket_type_id, '[]', '{}'),
  400, 'invalid_field', 'a list')
from sale;

select * from finish();
rollback;
