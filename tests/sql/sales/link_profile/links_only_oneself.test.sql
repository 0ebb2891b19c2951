begin;
select plan(14);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
select test_support.make_user(name) from unnest(array['anna', 'bert', 'cas']) as name;
-- Orders as a user, for these people; `nobody` is a visitor.
create function test_support.enter(p_user text, p_name text, p_people text) returns void
language plpgsql as $$
begin
  if p_user = 'nobody' then
    perform test_support.as_anon();
  else
    perform test_support.as_user(p_user);
  end if;
  perform public.create_order(s.event_id, test_support.entries(s.ticket_type_id, p_people::jsonb),
    'buyer@example.test', p_name)
  from sale as s;
  perform test_support.as_operator();
end
$$;
create function test_support.profile(p_user text) returns text language sql as $$
  select p.first_name || ' ' || p.last_name || coalesce(' ' || p.phone, '')
  from sales.participants as p
  where p.user_id = test_support.user_id(p_user)
$$;

select test_support.enter('nobody', 'Anna Vries',
  '[{"first_name": "Anna", "last_name": "Vries", "email": "anna@example.test"}]');
select is(test_support.profile('anna'), null, 'an address that somebody types proves nothing');
select test_support.enter('bert', 'Anna Vries',
  '[{"first_name": "Anna", "last_name": "Vries", "email": "anna@example.test"}]');
select is(test_support.profile('anna'), null, 'nor does one that another login types');
select is(test_support.profile('bert'), null, 'and it does not become theirs');
select test_support.enter('anna', 'Anna Vries',
  '[{"first_name": "Kim", "last_name": "Vries", "email": "anna@example.test"}]');
select is(test_support.profile('anna'), null, 'a child entered with the mother''s address is no mother');
select test_support.enter('anna', 'Anna Vries', '[{"first_name": "Anna", "last_name": "Vries"}]');
select is(test_support.profile('anna'), null, 'a name alone is not enough');
select test_support.enter('anna', null,
  '[{"first_name": "Kim", "last_name": "Vries", "email": "anna@example.test"}]');
select is(test_support.profile('anna'), null, 'as long as nobody says who buys, neither');

select test_support.enter('anna', 'anna vries',
  '[{"first_name": "Kim", "last_name": "Vries", "email": "anna@example.test"},
    {"first_name": "Anna", "last_name": "Vries", "email": "ANNA@example.test",
     "birth_date": "1990-12-31"},
    {"first_name": "Anna", "last_name": "Vries", "email": "anna@example.test"}]');
select is(test_support.profile('anna'), 'Anna Vries', 'she entered herself');
select is(count(*), 1::bigint, 'once')
from sales.participants where user_id = test_support.user_id('anna');
select is(d.birth_date, '1990-12-31', 'with her details')
from sales.participant_details as d
join sales.participants as p on p.org_id = d.org_id and p.id = d.participant_id
where p.user_id is not null;
select is(count(*), 1::bigint, 'one registration is hers')
from sales.registrations as r
join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id
where p.user_id is not null;

-- From now on her name is known, whoever pays.
select test_support.enter('anna', 'Bert Bakker',
  '[{"first_name": "Anna", "last_name": "Vries", "email": "anna@example.test",
     "phone": "+31612345678"}]');
select is(test_support.profile('anna'), 'Anna Vries +31612345678', 'again, and the profile learns');
select test_support.enter('anna', 'Kim Vries',
  '[{"first_name": "Kim", "last_name": "Vries", "email": "anna@example.test"}]');
select is(test_support.profile('anna'), 'Anna Vries +31612345678', 'her name is not the purchaser''s');
select test_support.enter('cas', 'Anna Vries',
  '[{"first_name": "Anna", "last_name": "Vries", "email": "anna@example.test",
     "phone": "+31600000000"}]');
select is(test_support.profile('anna'), 'Anna Vries +31612345678', 'nobody else writes it');
select is(test_support.profile('cas'), null);

select * from finish();
rollback;
