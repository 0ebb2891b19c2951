begin;
select plan(47);

create function test_support.read(p_kind text, p_rules jsonb, p_value jsonb) returns text
language sql as $$
  select coalesce('refused: ' || a.reason, a.value::text, 'none')
  from events.read_answer(
    p_kind::events.question_kind,
    case when p_kind in ('choice', 'multiple_choice')
      then '[{"value": "S"}, {"value": "M"}, {"value": "L"}]'::jsonb end,
    p_rules, p_value) as a
$$;

select is(test_support.read(kind, rules::jsonb, given::jsonb), kept, format('%s %s %s', kind, rules, left(given, 60)))
from (values
  ('text', '{}', '"  two words "', '"two words"'),
  ('text', '{}', '"a\r\nb\tc"', '"a\nb\tc"'),
  ('text', '{}', '" \n "', 'none'),
  ('text', '{}', '""', 'none'),
  ('text', '{}', 'null', 'none'),
  ('text', '{}', null, 'none'),
  ('number', '{}', '7', '7'),
  ('number', '{}', '7.50', '7.5'),
  ('number', '{"min": 1, "max": 3}', '1', '1'),
  ('number', '{"min": 1, "max": 3}', '3.0', '3'),
  ('number', '{}', '-0.000001', '-0.000001'),
  ('choice', '{}', '"M"', '"M"'),
  ('multiple_choice', '{}', '["L", "S"]', '["S", "L"]'),
  ('multiple_choice', '{"max_choices": 2}', '["L", "S"]', '["S", "L"]'),
  ('multiple_choice', '{}', '[]', 'none'),
  ('date', '{}', '"2028-02-29"', '"2028-02-29"'),
  ('date', '{"min": "2027-01-01", "max": "2027-12-31"}', '"2027-12-31"', '"2027-12-31"'),
  ('country', '{}', '"nl"', '"NL"'),
  ('phone', '{}', '"0031 (0)6-12 34.56.78"', '"+31612345678"'),
  ('checkbox', '{}', 'true', 'true'),
  ('checkbox', '{}', 'false', 'false'),
  ('file', '{}', '"uploads/2027/my file.pdf"', '"uploads/2027/my file.pdf"'),
  ('file', '{}', '"https://files.example/a?b=c#d"', '"https://files.example/a?b=c#d"'),
  ('text', '{}', '5', 'refused: it must be a text'),
  ('text', '{}', '["a"]', 'refused: it must be a text'),
  ('text', '{"max_length": 3}', '"abcd"', 'refused: it is longer than 3 characters'),
  ('text', '{}', '"a\u0007b"', 'refused: it contains control characters'),
  ('number', '{}', '"7"', 'refused: it must be a number'),
  ('number', '{}', '1e12', 'refused: it has more than 12 digits, or more than 6 after the point'),
  ('number', '{}', '1e100000', 'refused: it has more than 12 digits, or more than 6 after the point'),
  ('number', '{"min": 1, "max": 3}', '0.9', 'refused: it is less than 1'),
  ('number', '{"min": 1, "max": 3}', '3.1', 'refused: it is more than 3'),
  ('choice', '{}', '"XL"', 'refused: it is none of the options'),
  ('choice', '{}', '["M"]', 'refused: it is none of the options'),
  ('multiple_choice', '{}', '"M"', 'refused: it must be a list of options'),
  ('multiple_choice', '{}', '["M", "XL"]',
    'refused: it has what is none of the options, or one of them twice'),
  ('multiple_choice', '{}', '["M", "M"]',
    'refused: it has what is none of the options, or one of them twice'),
  ('multiple_choice', '{"max_choices": 2}', '["S", "M", "L"]',
    'refused: it has more than 2 of the options'),
  ('date', '{}', '"2027-02-29"', 'refused: it is not a date such as 2027-02-28'),
  ('date', '{}', '"tomorrow"', 'refused: it is not a date such as 2027-02-28'),
  ('date', '{"min": "2027-01-01"}', '"2026-12-31"', 'refused: it is before 2027-01-01'),
  ('date', '{"max": "2027-12-31"}', '"2028-01-01"', 'refused: it is after 2027-12-31'),
  ('country', '{}', '"Nederland"', 'refused: it is not the two-letter code of a country'),
  ('phone', '{}', '"0612345678"',
    'refused: it is not a phone number with its country code, such as +31 6 12345678'),
  ('checkbox', '{}', '"yes"', 'refused: it must be true or false'),
  ('file', '{}', '"http://files.example/a"',
    'refused: it is neither an address with https:// nor bucket/path of a stored file'),
  ('file', '{}', '"uploads/../secret"',
    'refused: it is neither an address with https:// nor bucket/path of a stored file')
) as c (kind, rules, given, kept);

select * from finish();
rollback;
