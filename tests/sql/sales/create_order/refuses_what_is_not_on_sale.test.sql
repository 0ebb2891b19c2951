begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale();
create temporary table draft as
select test_support.make_event(org_id, 'seller') as event_id from sale;
create temporary table draft_type as select test_support.make_ticket_type(event_id, 'seller') as id
from draft;
create function test_support.counts() returns bigint[] language sql as $$
  select array[
    (select count(*) from sales.orders), (select count(*) from payments.payables),
    (select count(*) from sales.capacity_claims), (select count(*) from core.idempotency_keys),
    (select count(*) from core.audit_log), (select sum(remaining) from events.capacity_lanes)]
$$;
create temporary table before as select test_support.counts() as c;
create function test_support.buys(p_event_id uuid, p_type_id uuid,
  p_quantity integer default 1) returns text language sql as $$
  select format('select test_support.place_order(%L, %L, %L)', p_event_id,
    test_support.cart(p_type_id, p_quantity), 'key')
$$;
select test_support.throws_slug(test_support.buys(d.event_id, t.id), 404, 'event_not_found',
  'a draft')
from draft as d, draft_type as t;
select test_support.throws_slug(test_support.buys(null, ticket_type_id), 400, 'missing_field',
  'no event') from sale;
select test_support.throws_slug(
  test_support.buys(gen_random_uuid(), ticket_type_id), 404, 'event_not_found',
  'an event that is not there') from sale;
select test_support.throws_slug(
  test_support.buys(event_id, t.id), 404, 'ticket_type_not_found', 'a ticket type of another event')
from sale, draft_type as t;
select test_support.throws_slug(test_support.buys(event_id, ticket_type_id, 11), 400,
  'quantity_above_maximum', 'too many') from sale;
update events.ticket_types set max_per_order = 100;
select test_support.throws_slug(test_support.buys(event_id, ticket_type_id, 81), 409, 'sold_out',
  'more than there are') from sale;
update events.ticket_types set price = 5000000;
select test_support.throws_slug(test_support.buys(event_id, ticket_type_id, 2), 400,
  'amount_too_large', 'too dear') from sale;
update tenancy.orgs set suspended_at = now(), suspended_reason = 'Test';
select test_support.throws_slug(test_support.buys(event_id, ticket_type_id), 403, 'org_suspended',
  'of a suspended org') from sale;
update tenancy.orgs set suspended_at = null, suspended_reason = null, deleted_at = now();
select test_support.throws_slug(test_support.buys(event_id, ticket_type_id), 404, 'not_found',
  'of an org that is gone') from sale;
update tenancy.orgs set deleted_at = null;
create temporary table present as select core.clock() as at;
select test_support.set_clock(at + interval '40 days') from present;
select test_support.throws_slug(test_support.buys(event_id, ticket_type_id), 409, 'event_is_over',
  'after it has ended') from sale;
select test_support.set_clock(at + interval '30 days 1 hour') from present;
select test_support.throws_slug(test_support.buys(event_id, ticket_type_id), 409, 'sales_ended',
  'after it has begun') from sale;
select is(
  array[c[1], c[2], c[3], c[4], c[6]],
  (select array[b.c[1], b.c[2], b.c[3], b.c[4], b.c[6]] from before as b),
  'none of it left a trace') from (select test_support.counts() as c) as after;

select * from finish();
rollback;
