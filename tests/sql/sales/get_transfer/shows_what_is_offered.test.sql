-- Whoever has the token sees what is offered and what is asked, in both languages, and nothing of who
-- else bought; looking claims nothing.
begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale('{"price": 0, "min_age": 16}');
select test_support.allow_transfers(event_id, '{"required_profile_fields": ["phone"]}') from sale;
select test_support.make_question(event_id, 'seller', '{"label_en": "Club?"}') from sale;
create temporary table placed as
select test_support.place_order(event_id, test_support.entries(ticket_type_id, '[{
  "first_name": "Olga", "last_name": "Old", "email": "olga@example.test", "phone": "+31612345678",
  "birth_date": "1980-01-01"}]')) as answer from sale;
select test_support.offer(answer, 'nina@example.test') from placed;
create temporary table token as select test_support.transfer_token('nina@example.test') as t;
grant select on token to public;

select test_support.as_anon();
create temporary table seen as select public.get_transfer(t) as s from token;
select is(s - 'event' - 'asked' - 'transfer_id' - 'expires_at', '{"status": "pending",
  "is_open": true, "from_name": "Olga Old", "to_email": "nina@example.test",
  "ticket_type": "10 km", "wave": null, "team": null, "bib": null, "products": [],
  "fee_amount": 0, "currency": "EUR", "org": "Sale org", "language": "nl",
  "checkout_token": null}', 'what is offered') from seen;
select is((s -> 'asked') - 'questions', '{"required_profile_fields": ["phone"], "min_age": 16,
  "max_age": null, "requires_licence": false, "waiver": null}', 'what is asked') from seen;
select is(s #>> '{asked,questions,0,label_en}', 'Club?', 'in their words') from seen;
select is((public.get_transfer(t) ->> 'status'), 'pending', 'looking claims nothing') from token;
select unalike(s::text, '%olga@%', 'no address of who had it') from seen;

select * from finish();
rollback;
