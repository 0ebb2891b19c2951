-- assign_bibs gives every paid registration a number as far as they reach, and names the others;
-- calling it again serves who came since.
begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to authenticated;
select test_support.add_row('seller', 'bib_ranges', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'first_number', 1, 'last_number', 3))
from sale;
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) from sale;
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) from sale;

select test_support.as_user('seller');
create temporary table answer as select public.assign_bibs(event_id) as a from sale;
select test_support.as_operator();
select is(a - 'event_id', '{"assigned": 2, "without_number": []}', 'both that are paid get one')
from answer;
select is(count(*), 2::bigint, 'those that are not paid get none') from sales.bibs;

select test_support.buy(event_id, test_support.cart(ticket_type_id, 3)) from sale;
select test_support.as_user('seller');
create temporary table again as select public.assign_bibs(event_id) as a from sale;
select test_support.as_operator();
select is(a -> 'assigned', '1', 'one number is left') from again;
select results_eq(
  $$ select (w ->> 'registration_id')::uuid, (w ->> 'ticket_type_id')::uuid
    from again, jsonb_array_elements(a -> 'without_number') as w $$,
  $$ select r.id, r.ticket_type_id from sales.registrations as r
    where r.status = 'paid' and not exists (
      select from sales.bibs as b where b.registration_id = r.id)
    order by r.position $$,
  'two are without, in the order of their tickets');
select is(jsonb_array_length(a -> 'without_number'), 2, 'two') from again;
select is(count(*), 3::bigint, 'nobody lost a number') from sales.bibs where status = 'assigned';
select results_eq(
  $$ select entity_id from core.audit_log where entity_type = 'bib' order by audit_id $$,
  $$ select event_id || '/' || n from sale, generate_series(1, 3) as n $$,
  'the audit log has each');

select * from finish();
rollback;
