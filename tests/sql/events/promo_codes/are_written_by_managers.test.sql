begin;
select plan(42);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
create temporary table other as select test_support.make_event(id, 'owner') as id from org;
create temporary table other_type as
select test_support.make_ticket_type(id, 'owner') as id from other;
create function test_support.make(p_user text, p_more jsonb default '{}') returns uuid
language sql as $$
  select test_support.add_row(p_user, 'promo_codes', jsonb_build_object(
    'org_id', org.id, 'event_id', event.id, 'code', 'SUMMER', 'kind', 'percentage', 'value', 1000
  ) || p_more)
  from org, event
$$;
create temporary table code as
select test_support.make('owner', '{"code": " early-bird_10 ", "max_uses": 5}') as id;
grant select on org, event, type, other, other_type, code to public;

select is(c.code, 'EARLY-BIRD_10', 'kept in capitals, without blanks')
from events.promo_codes as c;
create function test_support.edits(p_name text) returns boolean language plpgsql as $$
declare
  v_count integer;
begin
  perform test_support.as_user(p_name);
  update public.promo_codes set value = value + 1 where id = (select c.id from code as c);
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
select throws_ok(
  format('select test_support.make(%L, %L)', 'stranger', '{"code": "early-bird_10"}'), '42501', null,
  'a stranger does not learn that a code is taken');
select test_support.as_operator();
select throws_ok(format('select test_support.make(%L, %L)', 'owner', more), '23514', null, more)
from unnest(array[
  '{"value": 0}', '{"value": 10001}', '{"kind": "amount", "value": 5000001}', '{"max_uses": 0}',
  '{"starts_at": "2027-01-02T00:00Z", "ends_at": "2027-01-01T00:00Z"}'
]) as more;
select test_support.as_operator();
select test_support.throws_slug(
  format('select test_support.make(%L, %L)', 'owner', more), 400, 'invalid_field', more)
from unnest(array[
  '{"code": "AB"}', '{"code": "-ABC"}', '{"code": "A B C"}', '{"code": "ÉTÉ"}',
  '{"code": "A23456789012345678901234567890123456789012"}'
]) as more;
select test_support.as_operator();
select test_support.throws_slug(
  format('select test_support.make(%L, %L)', 'owner', more), 400, 'missing_field', more)
from unnest(array['{"code": " "}', '{"code": null}']) as more;
select test_support.as_operator();
select test_support.throws_slug(
  format('select test_support.make(%L, %L)', 'owner', '{"code": "Early-Bird_10"}'), 409,
  'promo_code_taken');
select test_support.as_operator();
select isnt(
  test_support.make('owner', jsonb_build_object('event_id', other.id, 'code', 'early-bird_10')),
  null, 'another event has codes of its own') from other;

-- What it is for.
create function test_support.limits(p_user text, p_type uuid) returns void language plpgsql as $$
begin
  perform test_support.as_user(p_user);
  insert into public.promo_code_ticket_types (org_id, promo_code_id, ticket_type_id)
  select org.id, code.id, p_type from org, code;
  perform test_support.as_operator();
end
$$;
select throws_ok(
  format('select test_support.limits(%L, %L)', name, type.id), '42501', null,
  name || ' does not say what it is for')
from type, unnest(array['finance', 'support', 'stranger']) as name;
select test_support.as_operator();
select test_support.throws_slug(
  format('select test_support.limits(%L, %L)', 'owner', id), 404, 'ticket_type_not_found',
  'not for another event''s ticket type') from other_type;
select test_support.as_operator();
select lives_ok(format('select test_support.limits(%L, %L)', 'owner', id), 'for one ticket type')
from type;
create function test_support.unlimits(p_name text) returns boolean language plpgsql as $$
declare
  v_count integer;
begin
  perform test_support.as_user(p_name);
  delete from public.promo_code_ticket_types;
  get diagnostics v_count = row_count;
  perform test_support.as_operator();
  return v_count > 0;
end
$$;
select is(test_support.unlimits(name), name = 'admin', name || ' takes it back')
from unnest(array['finance', 'support', 'stranger', 'admin']) as name;

-- Uses.
select ok(events.claim_capacity(org.id, code.id, 2), 'used twice') from org, code;
select test_support.as_user('finance');
select results_eq(
  format('select c.used, c.uses_left from public.promo_codes as c where c.id = %L', id),
  'values (2::bigint, 3::bigint)', 'who sees orders sees how often') from code;
select test_support.as_user('scanner');
select results_eq(
  format('select c.used, c.uses_left from public.promo_codes as c where c.id = %L', id),
  'values (null::bigint, null::bigint)', 'others see the code only') from code;
select test_support.as_user('owner');
select test_support.throws_slug(
  format('update public.promo_codes set max_uses = 1 where id = %L', id), 409,
  'capacity_below_sold') from code;
select test_support.as_user('owner');
update public.promo_codes set max_uses = null where id = (select id from code);
select results_eq(
  format('select c.used, c.uses_left from public.promo_codes as c where c.id = %L', id),
  'values (2::bigint, null::bigint)', 'any number is left') from code;

select * from finish();
rollback;
