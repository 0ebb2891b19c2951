begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale();
create function test_support.told(p_answers jsonb) returns text language sql as $$
  select test_support.told_of(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
    '{"first_name": "Bert", "last_name": "Vries"}'::jsonb,
    jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'answers', p_answers))))
  from sale
$$;
select is(test_support.told(null), 'fine', 'nothing asked, nothing answered');
select is(test_support.told('{}'), 'fine');
select is(test_support.told('[]'), 'invalid_field 1/2 answers');
select is(test_support.told(jsonb_build_object(core.new_id(), 'x')), 'question_not_found 1/2');
create temporary table question as
select test_support.make_question(event_id, 'seller', '{"kind": "number"}') as id from sale;
select is(test_support.told(null), 'fine', 'an answer that is not required');
select is(test_support.told(jsonb_build_object(id, 'x')), 'answer_invalid 1/2') from question;
select is((
  select e.answers from sale as s join events.events as v on v.id = s.event_id,
    unnest(sales.check_registrations(v, test_support.entries(s.ticket_type_id, jsonb_build_array(
      jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries',
        'answers', jsonb_build_object(q.id, 42)))))) as e),
  jsonb_build_array(jsonb_build_object('question_id', q.id, 'version', 1, 'value', 42)),
  'the version that was asked is kept') from question as q;
select test_support.make_question(event_id, 'seller', '{"is_required": true}') from sale;
select is(test_support.told_of(event_id, test_support.cart(ticket_type_id, 1)),
  'registrations_required 1', 'an answer is required') from sale;
select is(test_support.told('{}'), 'answer_missing 1/1', 'of the first ticket, too') from sale;

select * from finish();
rollback;
