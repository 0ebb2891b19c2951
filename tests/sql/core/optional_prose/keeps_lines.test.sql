begin;
select plan(9);

select is(core.optional_prose('text', given, 9), kept, to_json(given)::text)
from (values
  (E' one\r\ntwo\t ', E'one\ntwo'),
  (E'a\n\nb', E'a\n\nb'),
  (E'a\tb', E'a\tb'),
  ('123456789', '123456789'),
  (E'\n \t', null),
  ('', null),
  (null, null)
) as c (given, kept);
select test_support.throws_slug(
  format('select core.optional_prose(%L, %L, 9)', 'text', given), 400, 'invalid_field', to_json(given)::text)
from unnest(array['1234567890', E'a\u0007b']) as given;

select * from finish();
rollback;
