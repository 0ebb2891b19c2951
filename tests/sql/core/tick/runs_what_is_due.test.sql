begin;
select plan(10);

delete from core.sweeps;
create table core.test_runs (run integer generated always as identity, name text, asked integer);
create function core.test_sweep(p_limit integer) returns integer language sql as $$
  insert into core.test_runs (name, asked) values ('short', p_limit);
  select 3
$$;
create function core.test_full(p_limit integer) returns integer language sql as $$
  insert into core.test_runs (name, asked) values ('full', p_limit);
  select case when (select count(*) from core.test_runs
    where name = 'full') <= 2 then p_limit else 0 end
$$;
insert into core.sweeps (name, function, every, batch, last_run_at) values
  ('test.short', 'core.test_sweep', interval '1 minute', 10, now() - interval '2 minutes'),
  ('test.full', 'core.test_full', interval '1 hour', 5, now() - interval '1 hour'),
  ('test.later', 'core.test_sweep', interval '1 minute', 10, now() - interval '59 seconds');

select is(core.tick(), '{"sweep": "test.short", "count": 3}', 'the most overdue comes first');
select is(core.tick(), '{"sweep": "test.full", "count": 5}', 'then the next');
select is(core.tick(), '{"sweep": "test.full", "count": 5}', 'a full batch is due again at once');
select is(core.tick(), '{"sweep": "test.full", "count": 0}', 'until less was there than asked for');
select is(core.tick() ->> 'sweep', null, 'nothing else is due');
select results_eq(
  'select name, asked from core.test_runs order by run',
  $$ values ('short', 10), ('full', 5), ('full', 5), ('full', 5) $$, 'each is asked for its batch');
select results_eq(
  $$ select last_run_at, last_count, last_error from core.sweeps where name = 'test.short' $$,
  $$ values (core.clock(), 3, null::text) $$, 'what came of it is written down');

select test_support.set_clock(now() + interval '1 second');
select is(core.tick() ->> 'sweep', 'test.later', 'a second later the third is due');
select test_support.set_clock(now() + interval '61 seconds');
select is(core.tick() ->> 'sweep', 'test.short', 'and a minute later the first again');
set local role authenticated;
select throws_ok($$ select core.tick() $$, '42501', null, 'clients do not tick');

select * from finish();
rollback;
