begin;
select plan(13);

create temporary table things as
select core.new_id() as org_id, core.new_id() as brought_id, core.new_id() as old_id,
  null::uuid as new_id;
insert into core.org_keys (org_id, value) select brought_id, extensions.gen_random_bytes(32)
from things;
create temporary table before as
select core.public_token(org_id, old_id) as token, core.public_token(brought_id, old_id) as brought,
  tenancy.email_hash(org_id, 'a@example.test') as hash,
  tenancy.consent_token(org_id, 'a@example.test', 'news') as consent
from things;
select core.replace_secret('public_token', '0');
-- As core.new_id() makes it in a second.
update things set new_id = core.first_id_after('1 second');

select is(core.public_token(org_id, old_id), (select token from before), 'what was, is')
from things;
select is(core.public_token(brought_id, old_id), (select brought from before),
  'of an org with a key of its own, too') from things;
select isnt(
  core.public_token(org_id, new_id),
  core.base64url(extensions.hmac(uuid_send(new_id), extensions.hmac(
    uuid_send(org_id), (select value from core.secrets
      where name = 'public_token' order by from_id limit 1), 'sha256'), 'sha256')),
  'what comes has the new key') from things;
select isnt(
  core.public_token(brought_id, new_id),
  core.base64url(extensions.hmac(uuid_send(new_id), (select value from core.org_keys
    where org_id = brought_id order by from_id limit 1), 'sha256')),
  'of an org with a key of its own, too') from things;
select is(core.public_token(org_id, new_id), core.public_token(org_id, new_id), 'and keeps it')
from things;
select is(tenancy.email_hash(org_id, 'a@example.test'), (select hash from before),
  'who is known by a hash alone is found again') from things;
select isnt(tenancy.consent_token(org_id, 'a@example.test', 'news'), (select consent from before),
  'a new link to take a consent back is signed anew') from things;
select is(
  (select array_agg(r.purpose) from before as b, tenancy.read_consent_token(b.consent) as r),
  array['news'], 'and the old one is good');
select is(
  (select r.purpose from things, tenancy.read_consent_token(
    tenancy.consent_token(org_id, 'a@example.test', 'news')) as r), 'news', 'as is the new one');
select is(
  (select count(*)::integer from things, core.org_keys_of(org_id) as d,
    core.org_keys_of(brought_id) as b
  where (d.from_id, d.until_id) = (b.from_id, b.until_id)), 2,
  'both have both keys, to take along');
select ok(core.moment_of_id(core.new_id()) between
  clock_timestamp() - interval '1 second' and clock_timestamp() + interval '1 millisecond',
  'an id tells when it was made, to the millisecond');

select core.replace_secret('public_token', '1 hour');
select is(core.public_token(org_id, new_id),
  core.base64url(extensions.hmac(uuid_send(new_id), (
    select k.value from core.org_keys_of(org_id) as k order by k.from_id desc offset 1 limit 1),
    'sha256')), 'a key that is used later is not used now') from things;
select throws_like(
  $$ select core.replace_secret('public_token', '5 minutes') $$, '%made before%',
  'no key is put before one that is to come');

select * from finish();
rollback;
