-- PostgREST puts the message into the status line: what came from a request must not break it.
begin;
select plan(8);

create function test_support.message(p_value text) returns text language plpgsql as $$
begin
  perform core.fail('invalid_email', jsonb_build_object('email', p_value));
  return null;
exception when sqlstate 'PT400' then
  return sqlerrm;
end
$$;
select is(
  test_support.message(E'a\r\nSet-Cookie: x'), 'The e-mail address a  Set-Cookie: x is not valid.',
  'line breaks become spaces');
select is(test_support.message(E'a\tb\x1b\x7f'), 'The e-mail address a b   is not valid.',
  'so does every other control character');
select is(
  test_support.message(repeat('x', 100000)),
  'The e-mail address ' || repeat('x', 200) || ' is not valid.', 'a long value is cut');
select is(test_support.message(null), 'The e-mail address ? is not valid.',
  'null is a question mark');
select is(test_support.message('{hint}'), 'The e-mail address {hint} is not valid.',
  'braces in a value are just text');
select is(test_support.message('%s %'), 'The e-mail address %s % is not valid.',
  'so are percent signs');
select is(test_support.message('Zoë 日本'), 'The e-mail address Zoë 日本 is not valid.',
  'letters of every script stay');
select ok(test_support.message(E'\u0085\u009f') !~ '[\u0080-\u009f]',
  'the second block of control characters goes too');

select * from finish();
rollback;
