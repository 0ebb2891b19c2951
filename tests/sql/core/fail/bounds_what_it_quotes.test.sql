-- PostgREST puts the message into the status line: what came from a request must not break it.
begin;
select plan(8);

create function test_support.message(p_value text) returns text language plpgsql as $$
begin
  perform core.fail('name_taken', jsonb_build_object('what', 'a thing', 'name', p_value));
  return null;
exception when sqlstate 'PT409' then
  return sqlerrm;
end
$$;
select is(
  test_support.message(E'a\r\nSet-Cookie: x'), 'There is already a thing with the name a  Set-Cookie: x.',
  'line breaks become spaces');
select is(test_support.message(E'a\tb\x1b\x7f'), 'There is already a thing with the name a b  .',
  'so does every other control character');
select is(
  test_support.message(repeat('x', 100000)),
  'There is already a thing with the name ' || repeat('x', 200) || '.', 'a long value is cut');
select is(test_support.message(null), 'There is already a thing with the name ?.',
  'null is a question mark');
select is(test_support.message('{hint}'), 'There is already a thing with the name {hint}.',
  'braces in a value are just text');
select is(test_support.message('%s %'), 'There is already a thing with the name %s %.',
  'so are percent signs');
select is(test_support.message('Zoë 日本'), 'There is already a thing with the name Zoë 日本.',
  'letters of every script stay');
select ok(test_support.message(E'\u0085\u009f') !~ '[\u0080-\u009f]',
  'the second block of control characters goes too');

select * from finish();
rollback;
