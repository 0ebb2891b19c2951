begin;
select plan(23);

create temporary table sale as select * from test_support.make_sale();
create temporary table q (name text, id uuid, event_id uuid);
grant all on sale, q to public;
create function test_support.ask(p_name text, p_on text, p_any_of jsonb, p_more jsonb default '{}')
returns text language plpgsql as $$
declare
  v_detail text;
begin
  insert into q select p_name, test_support.make_question(sale.event_id, 'seller',
    jsonb_build_object('label_nl', p_name, 'question_id', (select q.id from q where q.name = p_name))
    || case when p_on is null then '{}' else jsonb_build_object('condition', jsonb_build_object(
      'question_id', (select q.id from q where q.name = p_on), 'any_of', p_any_of)) end
    || p_more) from sale;
  return 'asked';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  perform test_support.as_operator();
  return case when sqlstate like 'PT%' then (select concat_ws(': ', d ->> 'code', d ->> 'dependents', d ->> 'reason')
    from (select v_detail::jsonb as d) as x) else sqlerrm end;
end
$$;

select is(test_support.ask(name, depends, any_of::jsonb, more::jsonb), told, description)
from sale, lateral (values
  ('Shirt', null, null, '{"kind": "choice", "options": [{"value": "yes", "label_nl": "Ja"}, {"value": "no", "label_nl": "Nee"}]}',
    'asked', 'a question'),
  ('Size', 'Shirt', '["yes"]', '{"kind": "multiple_choice", "options": [{"value": "S", "label_nl": "S"}, {"value": "M", "label_nl": "M"}]}',
    'asked', 'one that depends on it'),
  ('Why', 'Size', '["S", "M"]', '{}', 'asked', 'and one on that, for multiple choice'),
  ('Why', 'Size', '["S", "XL"]', '{}', 'invalid_field: "XL" is no answer to "Size"', 'not an option'),
  ('Why', 'Size', '[1]', '{}', 'invalid_field: 1 is no answer to "Size"', 'not even a text'),
  ('Shirt', 'Shirt', '["yes"]', '{"kind": "text"}',
    'invalid_field: a question cannot depend on itself', 'itself'),
  ('Shirt', 'Why', '["x"]', '{"kind": "choice", "options": [{"value": "yes", "label_nl": "Ja"}]}',
    'invalid_field: "Why" is asked after "Shirt"', 'in a circle'),
  ('Shirt', null, null, '{"kind": "choice", "options": [{"value": "no", "label_nl": "Nee"}]}',
    'question_is_needed: "Size": "yes" is no answer to "Shirt"', 'an option that is needed'),
  ('Shirt', null, null, '{"kind": "checkbox"}',
    'question_is_needed: "Size": "yes" is no answer to "Shirt"', 'another kind'),
  ('Size', null, null, '{"is_active": false}',
    'question_is_needed: "Why": "Size" is not asked any more', 'switched off'),
  ('Size', 'Shirt', '["yes"]', '{"sort_order": 9, "kind": "multiple_choice", "options": [{"value": "S", "label_nl": "S"}, {"value": "M", "label_nl": "M"}]}',
    'question_is_needed: "Why": "Size" is asked after "Why"', 'moved behind'),
  ('Age', null, null, '{"kind": "number", "rules": {"min": 10}}', 'asked', 'a number'),
  ('Young', 'Age', '[10, 11.5]', '{}', 'asked', 'of numbers'),
  ('Young', 'Age', '[9]', '{}', 'invalid_field: 9 is no answer to "Age"', 'out of its range'),
  ('Age', null, null, '{"kind": "number", "rules": {"min": 11}}',
    'question_is_needed: "Young": 10 is no answer to "Age"', 'its range narrowed'),
  ('Ours', null, null, format('{"kind": "checkbox", "ticket_type_id": "%s"}', sale.ticket_type_id),
    'asked', 'of one ticket type'),
  ('All', 'Ours', '[true]', '{}',
    'invalid_field: "Ours" is asked of one ticket type only, "All" of others too', 'from all'),
  ('Same', 'Ours', '[true]', format('{"ticket_type_id": "%s"}', sale.ticket_type_id),
    'asked', 'from the same'),
  ('Narrow', 'Shirt', '["no"]', format('{"ticket_type_id": "%s"}', sale.ticket_type_id),
    'asked', 'on one of all'),
  ('Ours', null, null, format('{"kind": "checkbox", "ticket_type_id": "%s"}',
    test_support.make_ticket_type(sale.event_id, 'seller')),
    'question_is_needed: "Same": "Ours" is asked of one ticket type only, "Same" of others too', 'moved'),
  ('Off', null, null, '{"is_active": false}', 'asked', 'one that rests'),
  ('On', 'Off', '["x"]', '{}', 'invalid_field: "Off" is not asked any more', 'from one that does not'),
  ('On', 'Off', '["x"]', '{"is_active": false}', 'asked', 'but from one that rests')
) as c (name, depends, any_of, more, told, description);

select * from finish();
rollback;
