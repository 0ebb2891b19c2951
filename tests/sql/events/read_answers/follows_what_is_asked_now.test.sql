begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table q as
select test_support.make_question(event_id, 'seller', '{"label_nl": "Maat", "is_required": true}') as id from sale;
grant select on sale, q to public;
create function test_support.check_one(p_answer jsonb) returns jsonb language sql as $$
  select events.read_answers(
    events.asked_questions(sale.org_id, sale.event_id, sale.ticket_type_id), sale.ticket_type_id,
    case when p_answer is not null then jsonb_build_object(q.id, p_answer) end, '{}')
  from sale, q
$$;
create function test_support.change(p_more jsonb) returns uuid language sql as $$
  select test_support.make_question(event_id, 'seller', jsonb_build_object('question_id', q.id) || p_more)
  from sale, q
$$;

select is(test_support.check_one('"M"') -> 0 -> 'version', '1', 'its version');
select test_support.change('{"kind": "number", "label_nl": "Maat", "is_required": true}');
select is(test_support.check_one('42') -> 0 -> 'version', '2', 'its next version');
select test_support.throws_slug($$ select test_support.check_one('"M"') $$, 400, 'answer_invalid',
  'what it took before it takes no more');
select test_support.change('{"kind": "number", "label_nl": "Maat"}');
select is(test_support.check_one(null), '[]', 'it is not required any more');
select test_support.change('{"kind": "number", "label_nl": "Maat", "is_required": true, "is_active": false}');
select is(test_support.check_one(null), '[]', 'nor asked');
select test_support.throws_slug('select test_support.check_one(''42'')', 404, 'question_not_found',
  'so an answer has no place');
select test_support.change('{"kind": "number", "label_nl": "Maat", "is_required": true, "is_active": true}');
select test_support.sign_in('seller');
select public.delete_question(id) from q;
select is(test_support.check_one(null), '[]', 'deleted');
select test_support.throws_slug('select test_support.check_one(''42'')', 404, 'question_not_found',
  'it is not there');

select * from finish();
rollback;
