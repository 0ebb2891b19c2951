begin;
select plan(51);

create temporary table sale as select * from test_support.make_sale();
create temporary table other as
select test_support.make_event(org_id, 'seller') as event_id from sale;
grant select on sale, other to public;
create function test_support.refusal(p_more jsonb) returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform test_support.make_question((select event_id from sale), 'seller', p_more);
  return 'none';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  return case when sqlstate like 'PT%' then (
    select concat_ws(': ', d ->> 'code', d ->> 'field', d ->> 'reason')
    from (select v_detail::jsonb as d) as x
  ) else sqlstate || sqlerrm end;
end
$$;

select is(test_support.refusal(given::jsonb), told, left(given, 90))
from (values
  ('{"kind": " "}', 'missing_field: kind'),
  ('{"kind": "colour"}', 'invalid_field: kind: it must be one of text, number, choice, multiple_choice, date, country, phone, checkbox, file'),
  ('{"label_nl": " "}', 'missing_field: label_nl'),
  ('{"label_en": "a\u0007"}', 'invalid_field: label_en: it contains control characters'),
  ('{"options": [{"value": "a", "label_nl": "A"}]}', 'invalid_field: options: a question of kind text has none'),
  ('{"kind": "choice"}', 'missing_field: options'),
  ('{"kind": "choice", "options": []}', 'missing_field: options'),
  ('{"kind": "choice", "options": {}}', 'invalid_field: options: it must be a list of up to 200 options'),
  ('{"kind": "choice", "options": "S"}', 'invalid_field: options: it must be a list of up to 200 options'),
  ('{"kind": "choice", "options": ["S"]}', 'invalid_field: options[0]: it must be an object'),
  ('{"kind": "choice", "options": [{"value": "a", "label_nl": "A", "price": 1}]}',
    'invalid_field: options[0]: price is not known here; value, label_nl, label_en can be given'),
  ('{"kind": "choice", "options": [{"label_nl": "A"}]}', 'missing_field: options[0].value'),
  ('{"kind": "choice", "options": [{"value": "", "label_nl": "A"}]}', 'missing_field: options[0].value'),
  ('{"kind": "choice", "options": [{"value": 1, "label_nl": "A"}]}', 'invalid_field: options[0].value: it must be a text'),
  ('{"kind": "choice", "options": [{"value": "a"}]}', 'missing_field: options[0].label_nl'),
  ('{"kind": "choice", "options": [{"value": "a", "label_nl": ["A"]}]}', 'invalid_field: options[0].label_nl: it must be a text'),
  ('{"kind": "choice", "options": [{"value": "a", "label_nl": "A"}, {"value": " a", "label_en": "B"}]}',
    'invalid_field: options[1].value: a is the value of another option'),
  ('{"rules": []}', 'invalid_field: rules: it must be an object'),
  ('{"rules": {"min": 1}}', 'invalid_field: rules: min is not known here; max_length can be given'),
  ('{"rules": {"max_length": 0}}', 'invalid_field: rules.max_length: it must be a whole number from 1 to 5000'),
  ('{"rules": {"max_length": 5001}}', 'invalid_field: rules.max_length: it must be a whole number from 1 to 5000'),
  ('{"rules": {"max_length": 1.5}}', 'invalid_field: rules.max_length: it must be a whole number from 1 to 5000'),
  ('{"rules": {"max_length": "9"}}', 'invalid_field: rules.max_length: it must be a whole number from 1 to 5000'),
  ('{"rules": {"max_length": 1e99}}', 'invalid_field: rules.max_length: it must be a whole number from 1 to 5000'),
  ('{"kind": "number", "rules": {"max_length": 3}}', 'invalid_field: rules: max_length is not known here; min, max can be given'),
  ('{"kind": "number", "rules": {"min": "1"}}', 'invalid_field: rules.min: it must be a number'),
  ('{"kind": "number", "rules": {"min": 3, "max": 2}}', 'invalid_field: rules.max: it is less than 3'),
  ('{"kind": "number", "rules": {"max": 1e30}}',
    'invalid_field: rules.max: it has more than 12 digits, or more than 6 after the point'),
  ('{"kind": "date", "rules": {"min": "now"}}', 'invalid_field: rules.min: it is not a date such as 2027-02-28'),
  ('{"kind": "date", "rules": {"max": 2027}}', 'invalid_field: rules.max: it must be a text'),
  ('{"kind": "date", "rules": {"min": "2027-02-02", "max": "2027-02-01"}}', 'invalid_field: rules.max: it is before 2027-02-02'),
  ('{"kind": "multiple_choice", "options": [{"value": "a", "label_nl": "A"}], "rules": {"max_choices": 2}}',
    'invalid_field: rules.max_choices: it must be a whole number from 1 to 1'),
  ('{"kind": "country", "rules": {"max": 2}}', 'invalid_field: rules: max is not known here; nothing can be given'),
  ('{"condition": []}', 'invalid_field: condition: it must be an object'),
  ('{"condition": {"any_of": [1]}}', 'missing_field: condition.question_id'),
  ('{"condition": {"question_id": 5, "any_of": [1]}}', 'invalid_field: condition.question_id: it is not a UUID'),
  ('{"condition": {"question_id": "00000000-0000-7000-8000-00000000dead"}}', 'missing_field: condition.any_of'),
  ('{"condition": {"question_id": "00000000-0000-7000-8000-00000000dead", "any_of": []}}', 'missing_field: condition.any_of'),
  ('{"condition": {"question_id": "00000000-0000-7000-8000-00000000dead", "any_of": "a"}}',
    'invalid_field: condition.any_of: it must be a list of up to 200 answers'),
  ('{"condition": {"question_id": "00000000-0000-7000-8000-00000000dead", "any_of": [["a"]]}}',
    'invalid_field: condition.any_of: it must be a list of up to 200 answers'),
  ('{"condition": {"question_id": "00000000-0000-7000-8000-00000000dead", "any_of": [null]}}',
    'invalid_field: condition.any_of: it must be a list of up to 200 answers'),
  ('{"condition": {"question_id": "00000000-0000-7000-8000-00000000dead", "any_of": ["a"], "not": 1}}',
    'invalid_field: condition: not is not known here; question_id, any_of can be given'),
  ('{"condition": {"question_id": "00000000-0000-7000-8000-00000000dead", "any_of": ["a"]}}',
    'invalid_field: condition: there is no such question at this event'),
  ('{"is_active": false, "condition": {"question_id": "00000000-0000-7000-8000-00000000dead", "any_of": ["a"]}}',
    'invalid_field: condition: there is no such question at this event'),
  ('{"ticket_type_id": "00000000-0000-7000-8000-00000000dead"}', 'ticket_type_not_found'),
  ('{"question_id": "00000000-0000-7000-8000-00000000dead"}', 'not_found')
) as c (given, told);
select is(
  test_support.refusal(jsonb_build_object('label_nl', repeat('x', 301))),
  'invalid_field: label_nl: it is longer than 300 characters', 'a long label');
select is(
  test_support.refusal(jsonb_build_object('help_en', repeat('x', 1001))),
  'invalid_field: help_en: it is longer than 1000 characters', 'a long help');
select is(
  test_support.refusal(jsonb_build_object('ticket_type_id', test_support.make_ticket_type(event_id, 'seller'))),
  'ticket_type_not_found', 'a ticket type of another event') from other;
select is(
  test_support.refusal(jsonb_build_object('question_id', test_support.make_question(event_id, 'seller'))),
  'not_found', 'a question of another event') from other;
select is(
  (select count(*) from events.questions as q, sale where q.event_id = sale.event_id), 0::bigint,
  'nothing was made');

select * from finish();
rollback;
