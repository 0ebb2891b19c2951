begin;
select plan(13);

create temporary table sale as select * from test_support.make_sale();
create temporary table q (name text, id uuid);
insert into q select 'a', test_support.make_question(event_id, 'seller', '{"kind": "checkbox", "label_nl": "A"}') from sale;
insert into q select 'b', test_support.make_question(event_id, 'seller', jsonb_build_object('label_nl', 'B',
  'condition', jsonb_build_object('question_id', q.id, 'any_of', '[true]'::jsonb))) from sale, q;
insert into q select 'c', test_support.make_question(event_id, 'seller') from sale;
create temporary table empty as select test_support.make_event(org_id, 'seller') as id from sale;
grant select on sale, q, empty to public;
create function test_support.put(p_names text) returns text language plpgsql as $$
declare
  v_ids uuid[] := array(
    select q.id from regexp_split_to_table(p_names, '') with ordinality as n (name, place)
    join q on q.name = n.name order by n.place);
  v_detail text;
begin
  perform public.order_questions((select event_id from sale), v_ids);
  return (select string_agg(q.name, '' order by v.sort_order) from public.questions as v join q on q.id = v.id);
exception when sqlstate 'PT400' then
  get stacked diagnostics v_detail = pg_exception_detail;
  return v_detail::jsonb ->> 'reason';
end
$$;

grant execute on function test_support.put(text) to public;
select test_support.as_user('seller');
select is(test_support.put(names), told, names)
from (values
  ('cab', 'cab'),
  ('cab', 'cab'),
  ('acb', 'acb'),
  ('bac', '"A" is asked after "B"'),
  ('ab', 'it must name each question of the event once, and nothing else'),
  ('abcc', 'it must name each question of the event once, and nothing else'),
  ('', 'it must name each question of the event once, and nothing else')
) as c (names, told);
select test_support.throws_slug(
  format('select public.order_questions(%L)', event_id), 400, 'missing_field', 'no list') from sale;
select is(array_agg(version), array[1, 1, 1], 'an order is no version') from public.questions;
select lives_ok(format('select public.delete_question(%L)', id), 'one goes') from q where name = 'c';
select is(test_support.put('abc'), 'it must name each question of the event once, and nothing else',
  'what is deleted is not named');
select is(test_support.put('ab'), 'ab', 'what is left is');
select is(
  public.order_questions(id, '{}') -> 'question_ids', '[]', 'an event without questions') from empty;

select * from finish();
rollback;
