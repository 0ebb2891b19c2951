begin;
select plan(21);

create temporary table sale as select * from test_support.make_sale();
select test_support.make_user(name) from unnest(array['anna', 'bert']) as name;
create temporary table bought as
select test_support.buy(event_id, test_support.entries(ticket_type_id,
  '[{"first_name": "Anna", "last_name": "Vries"}, {"first_name": "Kim", "last_name": "Vries"}]')) as o
from sale;
create temporary table of as
select p.first_name as name, r.id, b.o ->> 'public_token' as token
from bought as b, sales.registrations as r
join sales.participants as p on p.id = r.participant_id;
grant select on of to public;

-- What stands in the way of giving up Anna's.
create function test_support.obstacle() returns text language plpgsql as $$
declare
  v_terms jsonb := public.cancellation_terms(o.id, o.token) from of as o where o.name = 'Anna';
begin
  perform public.cancel_registration(o.id, o.token) from of as o where o.name = 'Anna';
  return null;
exception when sqlstate 'PT409' then
  return v_terms ->> 'reason';
end
$$;
create function test_support.settings(p_row jsonb) returns void language sql as $$
  select test_support.change_rows('seller', 'event_settings', 'event_id', event_id, p_row) from sale
$$;
select is(test_support.obstacle(), 'the event does not allow it', 'unless it is allowed');
select test_support.settings('{"cancellations_allowed": true}');
select test_support.settings(jsonb_build_object('cancellations_close_at', now() + interval '1 day'));
select test_support.set_clock(now() + interval '1 day');
select is(test_support.obstacle(), 'the time for it has passed', 'at the deadline');
select is((public.cancellation_terms(o.id, o.token) ->> 'closes_at')::timestamptz,
  now() + interval '1 day', 'which is told') from of as o where o.name = 'Anna';
select is(public.cancellation_terms(o.id, o.token) -> 'refund_amount', '0', 'nothing goes back')
from of as o where o.name = 'Anna';
select test_support.settings('{"cancellations_close_at": null}');
select test_support.set_clock(e.starts_at) from events.events as e;
select is(test_support.obstacle(), 'the event has started', 'never after the start');
select test_support.set_clock(now());
update sales.ticket_instances as t set status = 'used', used_at = now()
from of where t.registration_id = of.id and of.name = 'Anna';
select is(test_support.obstacle(), 'its ticket was used', 'never after check-in');
update sales.ticket_instances as t set status = 'valid'
from of where t.registration_id = of.id and of.name = 'Anna';
select is(test_support.obstacle(), 'its ticket was used', 'not even when that was undone');
update sales.ticket_instances set used_at = null;
select is(test_support.ticket_statuses(o), 'valid valid', 'nothing happened') from bought;

-- Whose it is: as for changes. Anna has a login by now.
update sales.participants set user_id = test_support.user_id('anna') where first_name = 'Anna';
create function test_support.ask_as(p_user text, p_whose text, p_with_token boolean)
  returns text language plpgsql as $$
begin
  if p_user = 'visitor' then
    perform test_support.as_anon();
  else
    perform test_support.as_user(p_user);
  end if;
  perform public.cancellation_terms(o.id, case when p_with_token then o.token end)
  from of as o where o.name = p_whose;
  perform test_support.as_operator();
  return 'told';
exception when others then
  perform test_support.as_operator();
  return sqlstate;
end
$$;
select is(test_support.ask_as(person, whose, with_token), told,
  concat_ws(' ', person, 'asks for', whose, case when with_token then 'with the token' end))
from (values
  ('anna', 'Anna', false, 'told'), ('anna', 'Kim', false, 'PT404'), ('bert', 'Anna', true, 'PT404'),
  ('bert', 'Kim', true, 'told'), ('visitor', 'Kim', true, 'told'), ('visitor', 'Kim', false, 'PT401'),
  ('visitor', 'Anna', true, 'PT404'), ('seller', 'Kim', false, 'PT404')
) as v (person, whose, with_token, told);

-- What is not paid, and who joined a team.
create temporary table open as
select test_support.place_order(event_id, test_support.entries(ticket_type_id,
  '[{"first_name": "Olga", "last_name": "Vries"}]')) as o from sale;
select is(public.cancellation_terms(r.id, o ->> 'public_token') ->> 'reason', 'it is not paid yet',
  'an order that waits') from open
join sales.registrations as r on r.order_id = (o ->> 'order_id')::uuid;
create temporary table relay as
select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "Relay", "price": 0, "team_min": 1, "team_max": 3}') as id from sale;
create temporary table team as
select test_support.order_team(event_id, relay.id, 'Tigers') as o from sale, relay;
create temporary table joined as select test_support.join_team('Tigers', 'Bert') as j from team;
grant select on joined to public;
select test_support.as_user('bert');
select is(public.cancellation_terms((j ->> 'registration_id')::uuid) ->> 'reason',
  'its ticket belongs to the captain of the team, which can be left', 'a member of a team')
from joined;
select test_support.as_operator();
select is(public.cancel_registration(r.id, o ->> 'public_token') ->> 'status', 'cancelled',
  'a captain gives up all of it')
from team join sales.registrations as r on r.order_id = (o ->> 'order_id')::uuid
where r.position = 1;
select is(array_agg(distinct r.status::text), '{cancelled}', 'the whole team') from sales.registrations as r
where r.team_id is not null;
select is_empty('select * from core.doctor()', 'the books agree');

select * from finish();
rollback;
