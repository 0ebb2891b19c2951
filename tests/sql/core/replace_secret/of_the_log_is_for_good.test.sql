begin;
select plan(5);

create temporary table hashes as
select core.hash_fields('{"email": "a@example.test"}', '{email}', 'x') as before,
  null::jsonb as after;
select core.replace_secret('audit_hash');
update hashes set after = core.hash_fields('{"email": "a@example.test"}', '{email}', 'x');
select isnt(before, after, 'the same value looks different') from hashes;
select is((select count(*)::integer from core.secrets where name = 'audit_hash'), 1,
  'the key before is gone');
select is((select array_agg(entity_id) from core.audit_log where action = 'secret.replaced'),
  array['audit_hash'], 'the log says from where on');
select throws_ok(
  $$ insert into core.secrets (name, from_id, value)
  values ('audit_hash', core.new_id(), extensions.gen_random_bytes(32)) $$, '23514', null,
  'it never has two');
select throws_like($$ select core.replace_secret('nothing') $$, '%nothing%',
  'only what is there can be replaced');

select * from finish();
rollback;
