begin;
select plan(12);

select is(core.require_text('name', '  Anna ', 10), 'Anna', 'blanks around it go');
select is(core.require_text('name', 'ëëëëëëëëëë', 10), 'ëëëëëëëëëë', 'characters count, not bytes');
select test_support.throws_slug(
  format('select core.require_text(%L, %L, 10)', 'name', given), 400, 'missing_field')
from unnest(array[null, '', '   ']) as given;
select test_support.throws_slug(
  format('select core.require_text(%L, %L, 10)', 'name', given), 400, 'invalid_field', 'refused')
from unnest(array['elf letters', E'a\nb', E'\x1b[2J']) as given;
select is(core.optional_text('name', given, 10), null, 'optional: nothing is null')
from unnest(array[null, '', '   ']) as given;
select is(core.optional_text('name', ' Anna ', 10), 'Anna', 'optional: a value is trimmed');

select * from finish();
rollback;
