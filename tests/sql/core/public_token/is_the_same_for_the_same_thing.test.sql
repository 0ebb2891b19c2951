begin;
select plan(6);

create temporary table thing as select core.new_id() as id;
select is(core.public_token(id), core.public_token(id), 'a repeat gives the same') from thing;
select ok(core.public_token(id) ~ '^[A-Za-z0-9_-]{43}$', '256 bits that fit in an address')
from thing;
select isnt(core.public_token(id), core.public_token(core.new_id()), 'another thing has another')
from thing;
create temporary table before as select core.public_token(id) as token from thing;
update core.secrets set value = extensions.gen_random_bytes(32) where name = 'public_token';
select isnt(core.public_token(id), (select token from before), 'it depends on the secret')
from thing;
select ok(core.new_token() ~ '^[A-Za-z0-9_-]{43}$', 'a new token looks alike');
select isnt(core.new_token(), core.new_token(), 'and is new each time');

select * from finish();
rollback;
