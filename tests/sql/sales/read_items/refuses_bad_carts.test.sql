-- Whatever a client sends as items: a list of 1 to 20 lines of a UUID and a whole number, or a
-- registered error that names the line.
begin;
select plan(37);

create function test_support.line(p_more jsonb) returns jsonb language sql as $$
  select p_more
    || case when p_more ? 'ticket_type_id' then '{}'::jsonb
      else '{"ticket_type_id": "00000000-0000-7000-8000-000000000001"}' end
    || case when p_more ? 'quantity' then '{}'::jsonb else '{"quantity": 1}' end
$$;
select test_support.throws_slug(
  format('select sales.read_items(%L)', items), 400, slug, coalesce(left(items::text, 80), 'null'))
from (
  values
  (null::jsonb, 'missing_field'),
  ('null', 'missing_field'),
  ('[]', 'missing_field'),
  ('{}', 'invalid_field'),
  ('"x"', 'invalid_field'),
  ('1', 'invalid_field'),
  (test_support.line('{}'), 'invalid_field'),
  ('[null]', 'invalid_field'),
  ('[1]', 'invalid_field'),
  ('["x"]', 'invalid_field'),
  ('[[]]', 'invalid_field'),
  ('[{}]', 'missing_field'),
  ('[{"quantity": 1}]', 'missing_field'),
  ('[{"ticket_type_id": "00000000-0000-7000-8000-000000000001"}]', 'missing_field')
) as c (items, slug)
union all
select test_support.throws_slug(
  format('select sales.read_items(%L)', jsonb_build_array(test_support.line(more))), 400, slug,
  more::text)
from (
  values
  ('{"ticket_type_id": null}'::jsonb, 'missing_field'),
  ('{"ticket_type_id": 5}', 'invalid_field'),
  ('{"ticket_type_id": true}', 'invalid_field'),
  ('{"ticket_type_id": ""}', 'invalid_field'),
  ('{"ticket_type_id": "x"}', 'invalid_field'),
  ('{"ticket_type_id": ["00000000-0000-7000-8000-000000000001"]}', 'invalid_field'),
  ('{"ticket_type_id": {"a": "00000000-0000-7000-8000-000000000001"}}', 'invalid_field'),
  ('{"ticket_type_id": "00000000-0000-7000-8000-00000000000g"}', 'invalid_field'),
  ('{"quantity": null}', 'invalid_quantity'),
  ('{"quantity": 0}', 'invalid_quantity'),
  ('{"quantity": -1}', 'invalid_quantity'),
  ('{"quantity": 1.5}', 'invalid_quantity'),
  ('{"quantity": 1000}', 'invalid_quantity'),
  ('{"quantity": 99999999999999999999999999}', 'invalid_quantity'),
  ('{"quantity": 1e300}', 'invalid_quantity'),
  ('{"quantity": "1"}', 'invalid_quantity'),
  ('{"quantity": true}', 'invalid_quantity'),
  ('{"quantity": [1]}', 'invalid_quantity'),
  ('{"quantity": {}}', 'invalid_quantity')
) as c (more, slug);

select test_support.throws_slug(
  format('select sales.read_items(%L)',
    jsonb_agg(test_support.line(jsonb_build_object('ticket_type_id', gen_random_uuid())))),
  400, 'too_many_lines', '21 lines')
from generate_series(1, 21);
select lives_ok(
  format('select sales.read_items(%L)',
    jsonb_agg(test_support.line(jsonb_build_object('ticket_type_id', gen_random_uuid())))),
  '20 lines')
from generate_series(1, 20);
select test_support.throws_slug(
  format('select sales.read_items(%L)', jsonb_build_array(test_support.line('{}'),
    test_support.line('{"ticket_type_id": "00000000-0000-7000-8000-00000000000A"}'),
    test_support.line(
      '{"ticket_type_id": "00000000-0000-7000-8000-00000000000a", "quantity": 2}'))),
  400, 'duplicate_line', 'the same ticket type twice, however it is spelled');
select lives_ok(
  format('select sales.read_items(%L)', jsonb_build_array(test_support.line('{"quantity": 999}'))),
  '999 of one');

select * from finish();
rollback;
