begin;
select plan(31);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
create temporary table other as
select test_support.make_event(org.id, 'owner') as id from org;
create temporary table other_type as
select test_support.make_ticket_type(id, 'owner') as id from other;
create temporary table theirs as
select test_support.make_event(o.id, 'stranger') as id, o.id as org_id from tenancy.orgs as o
where o.name = 'Other org';
create function test_support.make(p_user text, p_more jsonb default '{}') returns uuid
language sql as $$
  select test_support.add_row(p_user, 'products', jsonb_build_object(
    'org_id', org.id, 'event_id', event.id, 'name', 'Shirt', 'price', 2000) || p_more)
  from org, event
$$;
create temporary table product as
select test_support.make('owner', jsonb_build_object('ticket_type_id', type.id)) as id from type;
grant select on org, event, type, product, theirs, other, other_type to public;

select is(p.vat_rate, 2100, 'the rate of goods, when none is given') from events.products as p;
select is(p.scope::text, 'ticket', 'sold with each ticket, unless said otherwise')
from events.products as p;
create function test_support.edits(p_name text) returns boolean language plpgsql as $$
declare
  v_count integer;
begin
  perform test_support.as_user(p_name);
  update public.products set price = price + 1 where id = (select p.id from product as p);
  get diagnostics v_count = row_count;
  perform test_support.as_operator();
  return v_count > 0;
end
$$;
select is(test_support.edits(name), name in ('owner', 'admin'), name || ' edits')
from unnest(enum_range(null::tenancy.member_role)::text[] || array['stranger']) as name;
select throws_ok(
  format('select test_support.make(%L)', name), '42501', null, name || ' makes none')
from unnest(array['finance', 'support', 'scanner', 'member', 'stranger']) as name;
select test_support.as_operator();
create function test_support.sees(p_name text) returns bigint language plpgsql as $$
declare
  v_count bigint;
begin
  perform test_support.as_user(p_name);
  select count(*) into v_count from public.products;
  perform test_support.as_operator();
  return v_count;
end
$$;
select is(test_support.sees(name), (name <> 'stranger')::integer::bigint, name || ' reads')
from unnest(array['owner', 'finance', 'scanner', 'stranger']) as name;

select throws_ok(format('select test_support.make(%L, %L)', 'owner', more), '23514', null, more)
from unnest(array[
  '{"price": -1}', '{"price": 5000001}', '{"vat_rate": 10001}', '{"capacity": -1}',
  '{"max_quantity": 0}', '{"max_quantity": 101}', '{"name": " "}',
  '{"personalisation_label": "Name"}', '{"personalisation_max_length": 9}'
]) as more;
select test_support.as_operator();
select throws_ok(
  format('select test_support.make(%L, %L)', 'owner', jsonb_build_object(
    'scope', 'order', 'ticket_type_id', type.id)),
  '23514', null, 'what goes with the order goes with no ticket type') from type;
select test_support.as_operator();
select test_support.throws_slug(
  format('select test_support.make(%L, %L)', 'owner', jsonb_build_object(
    'ticket_type_id', other_type.id)),
  404, 'ticket_type_not_found', 'none of another event') from other_type;
select test_support.as_operator();
select throws_ok(
  format('select test_support.make(%L, %L)', 'owner', jsonb_build_object('event_id', theirs.id)),
  '23503', null, 'none for another org''s event') from theirs;
select test_support.as_operator();
select throws_ok(
  format('select test_support.make(%L, %L)', 'owner', jsonb_build_object(
    'org_id', theirs.org_id, 'event_id', theirs.id)),
  '42501', null, 'nor in its name') from theirs;

select * from finish();
rollback;
