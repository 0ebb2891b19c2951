-- A cursor is good as long as the entry at which it stopped is in the log; not when its month was
-- detached, and not in a database where another entry has its number.
begin;
select plan(5);

select test_support.set_clock('2020-01-15 12:00+00');
select core.make_audit_part('2020-01-01'), core.make_audit_part('2020-02-01');
create temporary table sale as select * from test_support.make_sale();
create temporary table read as
select s.org_id, integrations.go_on_at(
  s.org_id, integrations.read_cursor(s.org_id, s.org_id, null), 1000000000) as at
from sale as s;
select test_support.as_operator();
select test_support.set_clock('2020-02-10 12:00+00');
update events.events as e set title = 'Moon Run' from sale as s where e.id = s.event_id;

create function pg_temp.read_again(p_more bigint default 0)
  returns integrations.feed_cursor
  language sql
as $$
  select integrations.read_cursor(r.org_id, r.org_id, integrations.write_cursor(
    row((r.at).scope_id, (r.at).change_id, (r.at).moment + p_more, (r.at).after_id)))
  from read as r
$$;
select is(pg_temp.read_again(), r.at, 'what is written is read') from read as r;
select is(
  array_agg(c.event_type), '{event.changed}', 'and goes on with what came since')
from read as r
cross join lateral
  integrations.changes_between(r.org_id, (r.at).change_id, 1000000000, 100) as c;
select test_support.throws_slug(
  $$ select pg_temp.read_again(1000000000000000) $$, 410, 'cursor_unknown',
  'the number has another moment');
select core.detach_audit_part('audit_log_2020_01');
select test_support.throws_slug(
  $$ select pg_temp.read_again() $$, 410, 'cursor_too_old', 'its month is gone');
select is(
  array_agg(c.event_type), '{event.changed}', 'from the beginning there is what is kept')
from read as r
cross join lateral integrations.changes_between(r.org_id, 0, 1000000000, 100) as c;

select * from finish();
rollback;
