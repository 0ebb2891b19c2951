begin;
select plan(7);

select is(core.begin_idempotent('org', 'f', 'key', '{"a": 1, "b": 2}'), null,
  'nothing yet: do the work');
select core.finish_idempotent('org', 'f', 'key', '{"a": 1, "b": 2}', '{"answer": 42}');
select is(core.begin_idempotent('org', 'f', 'key', '{"b": 2, "a": 1}'), '{"answer": 42}'::jsonb,
  'a repeat gets the answer, however it spells the request');
select test_support.throws_slug(
  $$ select core.begin_idempotent('org', 'f', 'key', '{"a": 1, "b": 3}') $$,
  422, 'idempotency_key_reused', 'another request under the key is refused');
select test_support.throws_slug(
  $$ select core.begin_idempotent('org', 'f', 'key', '{"a": 1}') $$, 422, 'idempotency_key_reused',
  'also a part of it');
select is(core.begin_idempotent('other org', 'f', 'key', '{}'), null, 'a key belongs to one scope');
select is(core.begin_idempotent('org', 'g', 'key', '{}'), null, 'and to one function');
select is(core.begin_idempotent('org', 'f', 'KEY', '{}'), null, 'and is taken to the letter');

select * from finish();
rollback;
