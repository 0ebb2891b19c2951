begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
select test_support.add_row('seller', 'event_images', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'reference', reference, 'alt_nl', 'Start',
  'sort_order', place))
from sale, (values ('b.jpg', 2), ('a.jpg', 1), ('gone.jpg', 3)) as i (reference, place);
select test_support.add_row('seller', 'faq_entries', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'language', 'nl', 'question', question, 'answer', 'Ja.'))
from sale, unnest(array['Parkeren?', 'Weg?']) as question;
update events.event_images set deleted_at = now() where reference = 'gone.jpg';
update events.faq_entries set deleted_at = now() where question = 'Weg?';
create function test_support.page(p_language text) returns jsonb language sql as $$
  select public.get_event(event_id, language => p_language) from sale
$$;
grant execute on function test_support.page(text) to public;
select is(test_support.page('en') ->> 'title', 'City Run', 'the event''s own title');
select is(test_support.page('en') ->> 'location', null, 'what nobody wrote');

select test_support.as_user('seller');
insert into public.event_contents (org_id, event_id, language, title, description, location)
select org_id, event_id, 'nl', 'Stadsloop', 'Rennen', 'Met de trein' from sale;
select test_support.as_anon();
select is(test_support.page('nl') ->> 'title', 'Stadsloop', 'in Dutch');
select is(test_support.page('en') ->> 'title', 'City Run', 'in English its own');
select is(test_support.page('en') ->> 'description', 'Rennen', 'or Dutch, where it has none');
select is(test_support.page('en') ->> 'location', 'Met de trein', 'how to get there as well');
select is(test_support.page('nl') ->> 'language', 'nl', 'it says which');
select is(test_support.page(null) ->> 'language', 'nl', 'Dutch unless');
select set_config('request.headers', '{"accept-language": "en-GB,en;q=0.9"}', true);
select is(test_support.page(null) ->> 'language', 'en', 'the browser asks for English');
select test_support.throws_slug('select test_support.page(''de'')', 400, 'invalid_field');
select is(
  (select array_agg(f ->> 'question') from jsonb_array_elements(test_support.page('en') -> 'faq') as f),
  '{Parkeren?}', 'questions in Dutch while there are none in English');
select test_support.as_operator();
select test_support.add_row('seller', 'faq_entries', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'language', 'en', 'question', 'Parking?',
  'answer', 'Yes.')) from sale;
select is(
  (select array_agg(f ->> 'question') from jsonb_array_elements(test_support.page('en') -> 'faq') as f),
  '{Parking?}', 'in English once there are');
select is(
  (select array_agg(i ->> 'reference')
  from jsonb_array_elements(test_support.page('en') -> 'images') as i),
  '{a.jpg,b.jpg}', 'images in order');
select is(test_support.page('en') #>> '{images,0,alt}', 'Start', 'with what they show');

insert into events.waivers (org_id, event_id, version, text_nl, guardian_below_age)
select org_id, event_id, 1, 'Op eigen risico', 16 from sale;
select is(test_support.page('en') -> 'waiver',
  '{"version": 1, "text": "Op eigen risico", "guardian_below_age": 16}', 'the waiver');
update events.waivers set withdrawn_at = now();
select is(test_support.page('en') -> 'waiver', 'null', 'none once it is withdrawn');
update events.event_settings set service_fee_rate = 500, service_fee_minimum = 100,
  required_profile_fields = '{birth_date}', transfers_allowed = true, transfer_fee = 250,
  swaps_allowed = true, swap_fee = 300, deferrals_allowed = true, cancellations_allowed = true;
select is(
  (test_support.page('nl') -> 'settings')
    - array['edits_close_at', 'teams_close_at'] #- '{transfers,close_at}'
    #- '{swaps,close_at}' #- '{cancellations,close_at}',
  '{"hold_minutes": 15, "required_profile_fields": ["birth_date"], "waitlist": null, "terms": null,
    "swaps": {"fee": 300, "refunds_difference": false}, "deferrals": null,
    "cancellations": {"refund_rate": 10000, "refunds_fee": true, "steps": []},
    "transfers": {"fee": 250, "per_ticket": null}, "service_fee": {"rate": 500, "minimum": 100,
    "maximum": null, "vat_rate": 2100}}', 'the rules that buyers need');

select * from finish();
rollback;
