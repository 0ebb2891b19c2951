begin;
select plan(5);

select set_config('app.now', '2026-05-01 12:00+02', true);
select is(core.clock(), now(), 'a clock that is not movable stays right');

update core.settings set value = 'true' where key = 'core.clock_is_movable';
select is(core.clock(), '2026-05-01 10:00+00'::timestamptz, 'a moment stands still');
select set_config('app.now', '+16 minutes', true);
select is(core.clock(), now() + interval '16 minutes', 'an interval goes on ticking, ahead');
select set_config('app.now', '-1 day', true);
select is(core.clock(), now() - interval '1 day', 'an interval goes on ticking, behind');
select set_config('app.now', '', true);
select is(core.clock(), now(), 'nothing moves it');

select * from finish();
rollback;
