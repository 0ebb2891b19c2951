begin;
select plan(7);

create table core.test_people (id uuid, email text, name text);
create trigger _900_audit after insert or update or delete on core.test_people
  for each row execute function core.tg__audit('person', 'email');
insert into core.test_people values
  ('00000000-0000-7000-8000-000000000001', 'a@example.test', 'Anna'),
  ('00000000-0000-7000-8000-000000000002', 'a@example.test', 'Anna');
update core.test_people set email = 'b@example.test'
where id = '00000000-0000-7000-8000-000000000001';
update core.test_people set email = null where id = '00000000-0000-7000-8000-000000000002';

create temporary table entries as
select row_number() over (order by audit_id) as n, old_value as old, new_value as new
from core.audit_log where entity_type = 'person';
select is(
  (select new ->> 'email' from entries where n = 1),
  (select 'hmac:' || encode(extensions.hmac(
    '00000000-0000-7000-8000-000000000001:email:a@example.test', s.value, 'sha256'), 'hex')
  from core.secrets as s where s.name = 'audit_hash'),
  'the value is a hash with the database''s key, salted with the row''s id');
select is((select new ->> 'name' from entries where n = 1), 'Anna', 'other columns stay readable');
select isnt(
  (select new ->> 'email' from entries where n = 1),
  (select new ->> 'email' from entries where n = 2),
  'equal values of two rows look different');
select is(
  (select old ->> 'email' from entries where n = 3),
  (select new ->> 'email' from entries where n = 1),
  'what it was before can be recognised');
select isnt(
  (select old ->> 'email' from entries where n = 3),
  (select new ->> 'email' from entries where n = 3),
  'a change shows');
select is((select new from entries where n = 4), '{"email": null}'::jsonb, 'null stays null');
select is_empty(
  $$ select 1 from core.audit_log as a
  where a.entity_type = 'person' and a::text like '%@example.test%' $$,
  'the value itself is nowhere');

select * from finish();
rollback;
