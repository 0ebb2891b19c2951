-- Wave, start number and the products of the place follow it; the order stays the buyer's, who sees
-- a void ticket and no new code; the new holder sees theirs.
begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.allow_transfers(event_id) from sale;
select test_support.make_wave(ticket_type_id, 'seller') as id into temporary table wave from sale;
select test_support.add_row('seller', 'products', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'Shirt', 'price', 0)) as id
into temporary table product from sale;
insert into sales.bib_ranges (org_id, event_id, first_number, last_number)
select org_id, event_id, 7, 99 from sale;
select test_support.make_user(name) from unnest(array['anna', 'nina']) as name;
create temporary table cart as
select event_id, test_support.entries(ticket_type_id, jsonb_build_array(jsonb_build_object(
  'first_name', 'Kim', 'last_name', 'Old', 'wave_id', wave.id,
  'products', jsonb_build_array(jsonb_build_object('product_id', product.id))))) as items
from sale, wave, product;
create temporary table placed (answer jsonb);
grant all on cart, placed to public;
select test_support.as_user('anna');
insert into placed
select public.create_order(event_id, items, 'anna@example.test', 'Anna Vries') from cart;
select test_support.as_operator();
select test_support.as_user('seller');
select public.assign_bibs(event_id) from cart;
select test_support.as_operator();
select sum(quantity) as n into temporary table claims from sales.capacity_claims;

select test_support.offer(answer, 'nina@example.test') from placed;
create temporary table claimed as
select test_support.claim('nina@example.test', 'Nina') as answer;
grant select on claimed to public;

select is(number, 7, 'the start number stays') from sales.bibs where status = 'assigned';
select is(r.wave_id, wave.id, 'and the wave') from sales.registrations as r, wave;
select is(sum(quantity), n, 'and what was taken of limits') from sales.capacity_claims, claims
group by n;
select is(user_id, test_support.user_id('anna'), 'the order is the buyer''s') from sales.orders;

select test_support.as_anon();
create temporary table seen as
select public.get_order(answer ->> 'public_token') as o from placed;
grant select on seen to public;
select is(jsonb_path_query_array(o, '$.tickets[*].status'), '["void"]',
  'the buyer has one ticket that is void') from seen;
select is(o #>> '{tickets,0,holder}', null, 'and nobody''s') from seen;
select is((o #> '{registrations,0,participant}') - 'participant_id', '{"first_name": "Nina",
  "last_name": "Taker", "email": null, "is_me": false}', 'they see who has the place now, no more')
from seen;
select is(t ->> 'status', 'void', 'the token opens no new code')
from placed, public.get_tickets(answer ->> 'public_token') as t;
select test_support.as_user('anna');
select results_eq(
  'select t ->> ''status'', t ->> ''void_reason'', t ->> ''holder'', t #>> ''{may,transfer,reason}'' '
  'from public.my_tickets() as t',
  $$ values ('void', 'transferred', null, 'not_found') $$, 'nor does signing in');
select test_support.throws_slug(format('select public.change_registration(%L, %L, %L)',
  o #>> '{registrations,0,id}', '{"city": "Assen"}', answer ->> 'public_token'), 404, 'not_found',
  'the buyer changes nothing of it any more') from seen, placed;

select test_support.as_user('nina');
create temporary table mine as select t from public.my_tickets() as t;
select is(count(*), 1::bigint, 'the new holder has a ticket') from mine;
select is(t - 'event' - 'may' - 'code' - 'org_id' - 'order_id' - 'order_number' - 'registration_id'
  - 'ticket_type_id' - 'ticket_instance_id' - 'transfer' #- '{wave,wave_id}' #- '{wave,starts_at}',
  '{"status": "valid", "void_reason": null, "ticket_type": "10 km", "qr_token": null, "bib": 7,
    "team": null, "is_blocked": false, "holder": "Nina Taker", "wave": {"name": "Wave"},
    "products": [{"name": "Shirt", "quantity": 1, "personalisation": null}]}',
  'with all that belongs to it') from mine;
select is(t -> 'transfer', 'null', 'and offers it to nobody') from mine;
select is(array[t #>> '{may,transfer,allowed}', t #>> '{may,edit,allowed}'], '{true,true}',
  'they could hand it on, and change their data') from mine;
select is(count(*), 1::bigint, 'they take part')
from public.my_registrations() as r where r #>> '{participant,first_name}' = 'Nina';
select is(t #>> '{ticket_instance_id}', answer ->> 'ticket_instance_id', 'the link opens it')
from claimed, public.get_tickets(answer ->> 'public_token') as t;
select lives_ok(format('select public.change_registration(%L, %L, %L)', r ->> 'id',
  '{"city": "Assen"}', answer ->> 'public_token'), 'and it is theirs to change')
from claimed, public.my_registrations() as r;

select * from finish();
rollback;
