begin;
select plan(11);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table sale as
select id as org_id, test_support.make_event(id, 'owner') as event_id from org;
create temporary table kind as
select test_support.make_ticket_type(event_id, 'owner', '{"capacity": 0}') as id from sale;
select test_support.publish(event_id, 'owner') from sale;
update events.event_settings set waitlist_is_open = true;
select test_support.wait_for(event_id, id, n) from sale, kind, (values ('anna'), ('bob')) as w (n);
update events.ticket_types set capacity = 1;
select test_support.serve_waitlists();
create temporary table entry as select id from sales.waitlist_entries where position = 1;
grant select on entry to public;

create function test_support.tries(p_role text) returns text language sql as $$
  select test_support.as_user(p_role);
  select test_support.throws_slug(
    format('select public.remove_waitlist_entry(%L, ''Test'')', id),
    case p_role when 'stranger' then 404 else 403 end,
    case p_role when 'stranger' then 'not_found' else 'not_allowed' end, 'not by ' || p_role)
  from entry
$$;
select test_support.tries(r) from unnest(array['finance', 'scanner', 'member', 'stranger']) as r;
select test_support.as_operator();
select is(test_support.queue(), 'anna offered, bob waiting', 'that changed nothing');
select test_support.as_user('support');
select is(public.remove_waitlist_entry(id, ' Twice on the list ') ->> 'status', 'removed', 'by support')
from entry;
select lives_ok(format('select public.remove_waitlist_entry(%L, ''Again'')', id), 'a repeat is fine')
from entry;
select test_support.as_operator();
select is(reason, 'Twice on the list', 'the reason is kept') from sales.waitlist_entries
where position = 1;
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna removed, bob offered', 'the place goes to the next');
select is((select count(*) from core.outbox_events where topic = 'email.waitlist_skipped'), 0::bigint,
  'the mail');
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
