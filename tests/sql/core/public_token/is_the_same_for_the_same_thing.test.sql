begin;
select plan(9);

create temporary table thing as select core.new_id() as org_id, core.new_id() as id;
select is(core.public_token(org_id, id), core.public_token(org_id, id), 'a repeat gives the same')
from thing;
select ok(core.public_token(org_id, id) ~ '^[A-Za-z0-9_-]{43}$', '256 bits that fit in an address')
from thing;
select isnt(core.public_token(org_id, id), core.public_token(org_id, core.new_id()),
  'another thing has another') from thing;
select isnt(core.public_token(org_id, id), core.public_token(core.new_id(), id),
  'and so has another org') from thing;
create temporary table before as
select core.public_token(org_id, id) as token, core.org_key(org_id) as key from thing;
update core.secrets set value = extensions.gen_random_bytes(32) where name = 'public_token';
select isnt(core.public_token(org_id, id), (select token from before), 'it depends on the secret')
from thing;
insert into core.org_keys (org_id, value) select org_id, (select key from before) from thing;
select is(core.public_token(org_id, id), (select token from before),
  'unless the org has brought its key from another database') from thing;
select is(core.public_token(org_id, null), null, 'what is not there has none') from thing;
select ok(core.new_token() ~ '^[A-Za-z0-9_-]{43}$', 'a new token looks alike');
select isnt(core.new_token(), core.new_token(), 'and is new each time');

select * from finish();
rollback;
