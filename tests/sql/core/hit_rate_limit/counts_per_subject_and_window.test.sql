begin;
select plan(9);

update core.rate_limits set max_hits = 3, window_seconds = 60 where rule = 'create_order';
select test_support.set_clock('2027-01-01 12:00:15Z');
select lives_ok($$ select core.hit_rate_limit('create_order', '192.0.2.1') $$, format('hit %s', n))
from generate_series(1, 3) as n;
select test_support.throws_slug(
  $$ select core.hit_rate_limit('create_order', '192.0.2.1') $$, 429, 'rate_limited',
  'the fourth is refused');
select lives_ok($$ select core.hit_rate_limit('create_order', '192.0.2.2') $$,
  'another subject is not');
select lives_ok($$ select core.hit_rate_limit('webhook', '192.0.2.1') $$, 'nor another rule');
select lives_ok(
  $$ select core.hit_rate_limit('create_order', null) from generate_series(1, 9) $$,
  'nobody in particular is not limited');

select test_support.set_clock('2027-01-01 12:00:59.999Z');
select test_support.throws_slug(
  $$ select core.hit_rate_limit('create_order', '192.0.2.1') $$, 429, 'rate_limited',
  'until the window ends');
select test_support.set_clock('2027-01-01 12:01:00Z');
select lives_ok($$ select core.hit_rate_limit('create_order', '192.0.2.1') $$,
  'the next one starts at zero');

select * from finish();
rollback;
