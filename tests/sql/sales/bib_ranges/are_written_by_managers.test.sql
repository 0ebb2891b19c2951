-- Ranges are written by staff with events.manage, read by every member; what does not fit together
-- is refused with a sentence, and outsiders learn nothing from it.
begin;
select plan(20);

create temporary table thing as
select o.org_id, test_support.make_event(o.org_id, 'owner') as event_id
from test_support.make_staffed_org() as o (org_id);
create temporary table other as
select test_support.make_event(org_id, 'owner', '{"title": "Other"}') as event_id,
  test_support.make_ticket_type(event_id, 'owner') as own_type_id
from thing;
create temporary table other_type as
select test_support.make_ticket_type(event_id, 'owner') as id from other;
grant select on thing, other, other_type to public;
create function pg_temp.numbers(p_first integer, p_last integer) returns text language sql as $$
  select format('insert into public.bib_ranges (org_id, event_id, first_number, last_number) '
    'values (%L, %L, %s, %s)', org_id, event_id, p_first, p_last)
  from thing
$$;
grant execute on function pg_temp.numbers(integer, integer) to public;

create temporary view deleted as
select id from sales.bib_ranges where first_number = 20 and last_number = 25;
grant select on deleted to public;
select test_support.as_user('admin');
select lives_ok(pg_temp.numbers(10, 19), 'an admin makes a range');
select test_support.throws_slug(pg_temp.numbers(19, 25), 409, 'bib_ranges_overlap');
select lives_ok(pg_temp.numbers(20, 25), 'one beside it');
select test_support.throws_slug(
  'update public.bib_ranges set last_number = 20 where first_number = 10', 409,
  'bib_ranges_overlap');
select test_support.throws_slug(
  format('insert into public.bib_ranges (org_id, event_id, first_number, last_number, '
    'ticket_type_id) values (%L, %L, 30, 39, %L)', t.org_id, t.event_id, o.id), 404, 'not_found',
  'a ticket type of another event')
from thing as t, other_type as o;
select test_support.throws_slug(
  format('insert into public.bib_ranges (org_id, event_id, first_number, last_number, wave_id) '
    'values (%L, %L, 30, 39, %L)', org_id, event_id, core.new_id()), 404, 'not_found',
  'a wave that is none')
from thing;
select throws_ok(pg_temp.numbers(39, 30), '23514', null, 'numbers in order');
select throws_ok(pg_temp.numbers(0, 5), '23514', null, 'from 1');
select lives_ok(
  format('insert into public.bib_ranges (org_id, event_id, first_number, last_number, '
    'ticket_type_id, sort_order) values (%L, %L, 30, 39, %L, 2)', org_id, event_id, own_type_id),
  'for a ticket type')
from thing, (select own_type_id from other) as o;
select lives_ok(
  'update public.bib_ranges set deleted_at = core.clock() where first_number = 20', 'one is deleted');
select results_eq('select first_number from public.bib_ranges order by 1', 'values (10), (30)',
  'and is seen no more');
select lives_ok(pg_temp.numbers(20, 29), 'its numbers can have another range');
select test_support.as_operator();
select test_support.as_user('owner');
select test_support.throws_slug(
  format('select public.restore(%L, %L)', 'bib_range', id), 409, 'restore_conflict',
  'then it does not come back')
from deleted;
update public.bib_ranges set first_number = 26 where first_number = 20;
select lives_ok(format('select public.restore(%L, %L)', 'bib_range', id), 'before it has room')
from deleted;
select test_support.as_operator();

select test_support.as_user('member');
select is(count(*), 4::bigint, 'members read them') from public.bib_ranges;
select throws_ok(pg_temp.numbers(50, 59), '42501', null, 'and do not write them');
update public.bib_ranges set last_number = 15 where first_number = 10;
select is(last_number, 19, 'nor change them') from public.bib_ranges where first_number = 10;
select test_support.as_operator();

select test_support.as_user('stranger');
select is_empty('select from public.bib_ranges', 'strangers see none');
select throws_ok(pg_temp.numbers(10, 19), '42501', null,
  'and learn nothing of the numbers that are there');
select test_support.as_operator();
select results_eq(
  $$ select action from core.audit_log where entity_type = 'bib_range' order by audit_id $$,
  $$ values ('bib_range.created'), ('bib_range.created'), ('bib_range.created'),
    ('bib_range.deleted'), ('bib_range.created'), ('bib_range.updated'), ('bib_range.restored') $$, 'the audit log has every change');

select * from finish();
rollback;
