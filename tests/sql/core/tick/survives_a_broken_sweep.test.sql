begin;
select plan(5);

delete from core.sweeps;
create table core.test_runs (name text);
create function core.test_broken(p_limit integer) returns integer language plpgsql as $$
begin
  insert into core.test_runs values ('broken');
  raise exception 'disk full of % papers', p_limit;
end
$$;
create function core.test_sound(p_limit integer) returns integer language sql as $$
  insert into core.test_runs values ('sound') returning 1
$$;
insert into core.sweeps (name, function, every, batch, last_run_at) values
  ('test.broken', 'core.test_broken', interval '1 minute', 7, '-infinity'),
  ('test.sound', 'core.test_sound', interval '1 minute', 7, now() - interval '1 hour');

select is(core.tick(), '{"sweep": "test.broken", "error": "disk full of 7 papers"}',
  'it says what broke');
select is(core.tick(), '{"sweep": "test.sound", "count": 1}', 'the others run');
select results_eq('select name from core.test_runs', array['sound'],
  'what the broken one did is undone');
select is(
  (select last_error from core.sweeps where name = 'test.broken'), 'disk full of 7 papers',
  'the reason is kept');

create or replace function core.test_broken(
  p_limit integer) returns integer language sql as 'select 0';
select test_support.set_clock(now() + interval '1 minute');
select core.tick();
select is(
  (select last_error from core.sweeps where name = 'test.broken'), null,
  'and goes when it works again');

select * from finish();
rollback;
