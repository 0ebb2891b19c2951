begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
select test_support.sign_in('seller');
select test_support.throws_slug(
  format('select public.publish_waiver(%L, %L, %L, %L)', event_id, text_nl, text_en, age), 400, slug,
  concat_ws(' ', slug, left(text_nl, 10), age))
from sale, (values
  (null, null, null, 'missing_field'),
  (E' \n ', '', null, 'missing_field'),
  (repeat('x', 50001), null, null, 'invalid_field'),
  (E'a\u0007', null, null, 'invalid_field'),
  ('a', null, -1, 'invalid_field'),
  ('a', null, 22, 'invalid_field')
) as c (text_nl, text_en, age, slug);

select * from finish();
rollback;
