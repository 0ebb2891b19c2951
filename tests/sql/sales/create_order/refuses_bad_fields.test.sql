begin;
select plan(20);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
create function test_support.try(p_more jsonb) returns text language sql as $$
  select format(
    'select public.create_order(%L, %L, %L, %L, %L, %L, %L)', s.event_id,
    test_support.cart(s.ticket_type_id, 1),
    f.email, f.purchaser_name, f.language, f.idempotency_key, f.return_url)
  from sale as s,
    jsonb_to_record('{"email": "anna@example.test"}'::jsonb || p_more)
      as f (email text, purchaser_name text, language text, idempotency_key text, return_url text)
$$;
grant execute on function test_support.try(jsonb) to public;
select test_support.as_anon();
select test_support.throws_slug(test_support.try(more), 400, slug, more::text)
from (values
  ('{"email": null}'::jsonb, 'missing_field'),
  ('{"email": "  "}', 'missing_field'),
  ('{"email": "anna"}', 'invalid_email'),
  ('{"email": "anna@example.test\r\nBcc: x@y.zz"}', 'invalid_email'),
  (jsonb_build_object('purchaser_name', repeat('x', 201)), 'invalid_field'),
  ('{"purchaser_name": "Anna\u0007"}', 'invalid_field'),
  ('{"language": "de"}', 'invalid_field'),
  ('{"language": "NL"}', 'invalid_field'),
  ('{"language": ""}', 'invalid_field'),
  (jsonb_build_object('idempotency_key', repeat('x', 201)), 'invalid_field'),
  ('{"idempotency_key": "a\nb"}', 'invalid_field'),
  ('{"return_url": "javascript:alert(1)"}', 'invalid_field'),
  ('{"return_url": "//evil.example"}', 'invalid_field'),
  ('{"return_url": "https://"}', 'invalid_field'),
  ('{"return_url": "https://user@evil.example/"}', 'invalid_field'),
  ('{"return_url": "https://a b.example/"}', 'invalid_field'),
  (jsonb_build_object('return_url', 'https://a.example/' || repeat('x', 500)), 'invalid_field')
) as c (more, slug);
select lives_ok(test_support.try(more), more::text)
from (values
  ('{"purchaser_name": "", "idempotency_key": "", "return_url": ""}'::jsonb),
  ('{"purchaser_name": "Zoë d''Ärtagnan 走", "language": "en",
    "return_url": "https://app.example/back?x=1"}')
) as c (more);
select test_support.as_operator();
select results_eq(
  'select purchaser_name, language, idempotency_key, return_url from sales.orders order by id',
  $$ values (null::text, 'nl', null::text, null::text),
    ('Zoë d''Ärtagnan 走', 'en', null, 'https://app.example/back?x=1') $$,
    'blank is the same as nothing');

select * from finish();
rollback;
