-- Whoever has a code sees the team, its places and what they will have to fill in; not who is in it.
begin;
select plan(7);

create temporary table sale as select * from test_support.make_team_sale();
select test_support.order_team(event_id, ticket_type_id, 'Wet Socks') from sale;
update events.ticket_types set min_age = 16, requires_licence = true;
update events.event_settings set required_profile_fields = array['city'];
insert into events.waivers (org_id, event_id, version, text_en)
select org_id, event_id, 1, 'At my own risk' from sale;
with asked as (
  insert into events.questions (org_id, event_id) select org_id, event_id from sale
  returning org_id, id
)
insert into events.question_versions (org_id, question_id, version, kind, label_en)
select org_id, id, 1, 'text', 'Your motto?' from asked;

create temporary table code as select test_support.join_code('Wet Socks') as c;
grant select on code to public;
select test_support.as_anon();
create temporary table seen as select public.team_by_code(c) as t from code;
select is(t - array['team_id', 'event', 'ticket_type', 'asked', 'closes_at'], '{"name": "Wet Socks",
  "status": "forming", "members": 1, "size_min": 2, "size_max": 3, "places_left": 2,
  "is_open": true}', 'the team') from seen;
select is(t #>> '{event,title}', 'City Run', 'its event') from seen;
select is(t #>> '{ticket_type,name}', 'Relay', 'its ticket type') from seen;
select is((t -> 'asked') - 'questions' - 'waiver', '{"min_age": 16, "max_age": null,
  "requires_licence": true, "required_profile_fields": ["city"]}', 'what its members need')
from seen;
select is(t #>> '{asked,questions,0,label_en}', 'Your motto?', 'what they are asked') from seen;
select is(t #>> '{asked,waiver,text_en}', 'At my own risk', 'what they accept') from seen;
select ok(t::text not like '%Cleo%', 'who is in it stays among them') from seen;
select test_support.as_operator();

select * from finish();
rollback;
