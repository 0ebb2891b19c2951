begin;
select plan(14);

select ok(core.is_time_zone(given), given)
from unnest(array['Europe/Amsterdam', 'America/Argentina/Buenos_Aires', 'UTC',
  'Etc/GMT+5']) as given;
select is(core.is_time_zone(given), false, coalesce(given, 'null'))
from unnest(array[
  'CET', 'EST5EDT', '+01:00', 'Europe/Atlantis', 'europe/amsterdam', '', 'Amsterdam', 'UTC+1',
  '../UTC', null
]) as given;

select * from finish();
rollback;
