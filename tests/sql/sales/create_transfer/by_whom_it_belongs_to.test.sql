-- A ticket is handed on by its participant; as long as they have no login, by the buyer or whoever
-- has the order's token. After that by whoever got it, and no longer by those.
begin;
select plan(21);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.allow_transfers(event_id) from sale;
select test_support.make_user(name) from unnest(array['anna', 'bert', 'nina']) as name;
grant select on sale to public;
create temporary table placed (answer jsonb);
grant all on placed to public;
select test_support.as_user('anna');
insert into placed select public.create_order(event_id, test_support.entries(ticket_type_id, '[
  {"first_name": "Anna", "last_name": "Vries", "email": "anna@example.test"},
  {"first_name": "Kim", "last_name": "Vries"}]'), 'anna@example.test', 'Anna Vries') from sale;
select test_support.as_operator();
create function test_support.ticket_of_person(p_name text) returns uuid
language sql security definer as $$
  select t.id from sales.ticket_instances as t
  join sales.registrations as r on r.id = t.registration_id
  join sales.participants as p on p.id = r.participant_id
  where p.first_name = p_name and t.status = 'valid'
$$;
-- Somebody tries to offer a ticket; nothing of it stays.
create function test_support.try(p_user text, p_whose text, p_token text) returns text
language plpgsql as $$
declare
  v_id uuid := test_support.ticket_of_person(p_whose);
begin
  begin
    if p_user = 'visitor' then
      perform test_support.as_anon();
    else
      perform test_support.as_user(p_user);
    end if;
    perform public.create_transfer(v_id, 'somebody@example.test', 'en', p_token);
    raise exception 'undo' using errcode = 'XX999';
  exception when others then
    perform test_support.as_operator();
    return case sqlstate when 'XX999' then 'done' else sqlstate end;
  end;
end
$$;
grant execute on function test_support.ticket_of_person(text) to public;
create temporary table token as select answer ->> 'public_token' as t from placed;
grant select on token to public;
select is(test_support.try(person, whose, case when with_token then t end), told,
  concat_ws(' ', person, 'offers the ticket of', whose, case when with_token then 'by the token' end))
from token, (values
  ('anna', 'Anna', false, 'done'), ('anna', 'Kim', false, 'done'),
  ('bert', 'Anna', false, 'PT404'), ('bert', 'Kim', false, 'PT404'),
  ('bert', 'Anna', true, 'PT404'), ('bert', 'Kim', true, 'done'),
  ('seller', 'Anna', false, 'PT404'), ('seller', 'Kim', false, 'PT404'),
  ('visitor', 'Anna', false, 'PT401'), ('visitor', 'Anna', true, 'PT404'),
  ('visitor', 'Kim', true, 'done')
) as v (person, whose, with_token, told);

-- Kim's ticket goes to a guest, who has the link to it.
select test_support.as_anon();
select public.create_transfer(
  test_support.ticket_of_person('Kim'), 'gus@example.test', null, t) from token;
select test_support.as_operator();
create temporary table link as
select test_support.claim('gus@example.test', 'Gus') ->> 'public_token' as t;
grant select on link to public;
select is(test_support.try(person, 'Gus', given), told, description)
from (
  select 'visitor', link.t, 'done', 'the guest has the link' from link
  union all select 'anna', null, 'PT404', 'the buyer has it no more'
  union all select 'visitor', token.t, 'PT404', 'nor who has the token of the order' from token
  union all select 'anna', token.t, 'PT404', 'nor both' from token
  union all select 'bert', null, 'PT404', 'nor somebody else'
) as v (person, given, told, description);

-- The guest hands it on to somebody with a login, who enters somebody else with it.
select test_support.as_anon();
select public.create_transfer(
  test_support.ticket_of_person('Gus'), 'nina@example.test', null, t) from link;
select test_support.as_operator();
create temporary table last as
select test_support.claim('nina@example.test', 'Nina', '{"first_name": "Neo", "email": "neo@example.test"}') as answer;
select is(test_support.try('nina', 'Neo', null), 'done', 'who accepted it signed in has it');
select is(test_support.try('visitor', 'Neo', answer ->> 'public_token'), 'done', 'the link too')
from last;
select is(test_support.try('visitor', 'Neo', t), 'PT404', 'the link to the old ticket is dead')
from link;
select is(test_support.try('bert', 'Neo', null), 'PT404', 'and nobody else has it');
select is(test_support.try('visitor', 'Neo', left(answer ->> 'public_token', -1) || '!'), 'PT404',
  'a link must be right to the last character')
from last;

select * from finish();
rollback;
