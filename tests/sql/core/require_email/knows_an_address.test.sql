begin;
select plan(31);

select is(core.require_email('email', given), wanted, given)
from (values
  ('anna@example.test', 'anna@example.test'),
  ('  Anna@Example.TEST ', 'anna@example.test'),
  ('a.b+tag@mail.example.co.uk', 'a.b+tag@mail.example.co.uk'),
  ('o''brien@example.test', 'o''brien@example.test'),
  (repeat('a', 64) || '@example.test', repeat('a', 64) || '@example.test'),
  ('x@a-b.nl', 'x@a-b.nl'),
  ('jörg@example.test', 'jörg@example.test'),
  ('a@xn--bcher-kva.example', 'a@xn--bcher-kva.example')
) as c (given, wanted);
select test_support.throws_slug(
  format('select core.require_email(%L, %L)', 'email', given), 400, 'invalid_email', given)
from unnest(array[
  'anna', 'anna@', '@example.test', 'anna@example', 'anna@@example.test', 'an na@example.test',
  'anna@exa mple.test', 'anna@.test', 'anna@example..test', 'anna@-a.test', 'anna@example.test.',
  '.anna@example.test', 'anna.@example.test', 'an..na@example.test', 'Anna <anna@example.test>',
  'anna@example.test, bob@example.test', 'anna@[127.0.0.1]', E'anna@example.test\r\nBcc: x@y.zz',
  repeat('a', 65) || '@example.test', repeat('a', 60) || '@' || repeat('b.', 100) || 'test'
]) as given;
select test_support.throws_slug(
  format('select core.require_email(%L, %L)', 'email', given), 400, 'missing_field', 'nothing')
from unnest(array[null, '', '  ']) as given;

select * from finish();
rollback;
