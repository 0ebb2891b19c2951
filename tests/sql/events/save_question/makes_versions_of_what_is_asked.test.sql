begin;
select plan(19);

create temporary table sale as select * from test_support.make_sale();
create temporary table q as select test_support.make_question(event_id, 'seller', '{
  "kind": "choice", "label_nl": " Maat ", "label_en": "Size", "help_nl": "Zie\r\ntabel", "is_required": true,
  "options": [{"value": "S", "label_nl": "Klein"}, {"value": "M", "label_nl": "Middel", "label_en": "Medium"}]
}') as id from sale;
grant select on sale, q to public;
create function test_support.save(p_more jsonb) returns text language plpgsql as $$
declare
  v_question public.questions;
begin
  perform test_support.as_user('seller');
  select v.* into v_question from public.questions as v, q where v.id = q.id;
  perform test_support.make_question(null, 'seller', jsonb_build_object('question_id', v_question.id)
    || to_jsonb(v_question) || p_more);
  perform test_support.as_user('seller');
  select v.* into v_question from public.questions as v, q where v.id = q.id;
  perform test_support.as_operator();
  return v_question.version || ' ' || v_question.sort_order || ' ' || v_question.is_active;
end
$$;

select test_support.as_user('seller');
select is(
  (select to_jsonb(v) - array['id', 'org_id', 'event_id', 'created_at', 'updated_at']
    from public.questions as v),
  '{"ticket_type_id": null, "version": 1, "kind": "choice", "label_nl": "Maat", "label_en": "Size",
    "help_nl": "Zie\ntabel", "help_en": null, "is_required": true, "rules": {}, "condition": null,
    "options": [{"value": "S", "label_nl": "Klein", "label_en": null},
      {"value": "M", "label_nl": "Middel", "label_en": "Medium"}],
    "sort_order": 1, "is_active": true}'::jsonb, 'it is kept');
select test_support.as_operator();
create temporary table told as select count(*) as count from core.audit_log;
select is(test_support.save('{}'), '1 1 true', 'the same again changes nothing');
select is((select count(*) from core.audit_log), count, 'nor does it tell of a change') from told;
select is(test_support.save('{"sort_order": 5, "is_active": false}'), '1 5 false',
  'place and activity are no version');
select is(test_support.save('{"sort_order": null, "is_active": null}'), '1 5 false',
  'and stay when left out');
select is(test_support.save(jsonb_build_object('ticket_type_id', ticket_type_id)), '1 5 false',
  'nor is whom it is asked') from sale;
select is(
  test_support.save('{"is_active": true, "sort_order": 1}' || more::jsonb),
  format('%s 1 true', 1 + row_number() over ()), more)
from unnest(array[
  '{"label_nl": "Shirtmaat"}', '{"label_en": null}', '{"help_en": "See the table"}',
  '{"is_required": false}', '{"options": [{"value": "S", "label_nl": "Small"}]}',
  '{"kind": "multiple_choice"}', '{"rules": {"max_choices": 1}}',
  '{"kind": "text", "options": null, "rules": {"max_length": 5}}'
]) as more;
select test_support.as_user('seller');
select is((select array_agg(v.version order by v.version) from public.question_versions as v, q
  where v.question_id = q.id), array[1, 2, 3, 4, 5, 6, 7, 8, 9], 'all versions are kept');
select is((select label_nl || kind from public.question_versions where version = 1), 'Maatchoice',
  'as they were');
select test_support.as_operator();
select is(
  (select count(*) from core.audit_log as a where a.action = 'question_version.created'), 9::bigint,
  'each is in the audit log');
select is(
  (select distinct a.entity_id from core.audit_log as a where a.action = 'question_version.created'),
  (select id::text from q), 'under its question');
select isnt(
  test_support.make_question((select event_id from sale), 'seller'), (select id from q),
  'without an id it is another one');

select * from finish();
rollback;
