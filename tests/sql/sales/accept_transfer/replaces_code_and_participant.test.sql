-- Whoever has the token of the mail gets the place: a new code, valid from the moment in which the
-- old one is void; their own data, answers and waiver. What the place said before is kept.
begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.allow_transfers(event_id) from sale;
select test_support.make_question(event_id, 'seller') as id into temporary table question from sale;
select test_support.publish_waiver(event_id, 'seller') from sale;
create temporary table placed as
select test_support.place_order(event_id, test_support.entries(ticket_type_id,
  jsonb_build_array(jsonb_build_object(
    'first_name', 'Olga', 'last_name', 'Old', 'email', 'olga@example.test',
    'birth_date', '1980-01-01', 'licence_number', 'OLD1',
    'answers', jsonb_build_object(question.id, 'Old answer'),
    'waiver', '{"version": 1, "accepted_by": "Olga Old"}'::jsonb)))) as answer
from sale, question;
select test_support.places_left(ticket_type_id) as n into temporary table places from sale;
create temporary table old as select t.* from sales.ticket_instances as t;

select is(test_support.offer(answer, 'Nina@Example.test ') - 'transfer_id' - 'expires_at',
  jsonb_build_object('ticket_instance_id', old.id, 'to_email', 'nina@example.test',
    'status', 'pending', 'fee_amount', 0), 'the buyer offers the ticket')
from placed, old;
select is(status::text, 'valid', 'which is valid until it is claimed') from sales.ticket_instances;
create temporary table claimed as
select test_support.claim('nina@example.test', 'Nina', jsonb_build_object(
  'birth_date', '1995-05-05', 'licence_number', 'NEW1',
  'answers', jsonb_build_object(question.id, 'New answer'),
  'waiver', '{"version": 1, "accepted_by": "Nina Taker"}'::jsonb)) as answer
from question;

select is(answer ->> 'status', 'accepted', 'the ticket is claimed') from claimed;
select results_eq(
  'select status::text, void_reason, voided_at = core.clock() from sales.ticket_instances '
  'where id = (select id from old)',
  $$ values ('void', 'transferred', true) $$, 'the old code is void');
select results_eq(
  'select t.status::text, t.code <> o.code, t.registration_id = o.registration_id, '
  't.order_item_id = o.order_item_id, t.qr_token is null '
  'from sales.ticket_instances as t, old as o '
  'where t.id = (select (answer ->> ''ticket_instance_id'')::uuid from claimed)',
  $$ values ('valid', true, true, true, true) $$, 'and another one is valid for the same place');
select is(count(*), 1::bigint, 'one ticket admits somebody')
from sales.ticket_instances where status in ('valid', 'used');
select results_eq(
  'select p.first_name, p.email, r.licence_number, r.age_on_race_day, r.status::text '
  'from sales.registrations as r join sales.participants as p on p.id = r.participant_id',
  $$ values ('Nina', 'nina@example.test', 'NEW1', 31, 'paid') $$,
  'the place has its new participant, reached where the ticket was offered');
select is(value, '"New answer"', 'with answers of their own') from sales.registration_answers;
select is(accepted_by, 'Nina Taker', 'and a waiver of their own') from sales.waiver_acceptances;
select is(test_support.places_left(ticket_type_id), n, 'no place moved') from sale, places;

select is(former - 'participant_id', jsonb_build_object(
  'licence_number', 'OLD1', 'age_on_race_day', 46,
  'answers', jsonb_build_array(jsonb_build_object(
    'question_id', question.id, 'version', 1, 'value', 'Old answer')),
  'waivers', jsonb_build_array(jsonb_build_object(
    'version', 1, 'accepted_by', 'Olga Old', 'is_guardian', false,
    'accepted_at', core.clock()))), 'what the place said before is kept')
from sales.ticket_transfers, question;
select is(p.first_name, 'Olga', 'and who had it')
from sales.ticket_transfers as t join sales.participants as p on p.id = t.from_participant;
select is(p.first_name, 'Nina', 'and who has it')
from sales.ticket_transfers as t join sales.participants as p on p.id = t.to_participant;
select is(array_agg(action order by audit_id), array[
  'ticket_transfer.created', 'ticket_transfer.accepted'], 'the audit log tells of it')
from core.audit_log where entity_type = 'ticket_transfer' and action not like '%updated';

select is(test_support.queued('transfer:' || (answer ->> 'transfer_id')), array[
  'email.transfer_offered', 'email.transfer_news', 'email.transfer_news', 'email.ticket_received'],
  'both sides get mail')
from claimed;
select results_eq(
  'select payload ->> ''news'', payload ->> ''email'' from core.outbox_events '
  'where topic = ''email.transfer_news'' order by event_id',
  $$ values ('started', 'olga@example.test'), ('accepted', 'olga@example.test') $$,
  'who offered it hears of it');
select is_empty('select * from core.doctor()', 'no promise is broken');

select * from finish();
rollback;
