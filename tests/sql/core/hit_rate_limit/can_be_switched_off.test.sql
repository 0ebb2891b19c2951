begin;
select plan(3);

update core.rate_limits set max_hits = 1 where rule = 'create_order';
update core.settings set value = 'false' where key = 'core.rate_limits_are_on';
select lives_ok(
  $$ select core.hit_rate_limit('create_order', '192.0.2.1')
  from generate_series(1, 9) $$, 'nothing is refused');
select is_empty('select * from core.rate_counters', 'nothing is counted');
update core.settings set value = 'true' where key = 'core.rate_limits_are_on';
select throws_ok($$ select core.hit_rate_limit('no_such_rule', 'x') $$, 'P0002', null,
  'a rule that nobody registered is a mistake in our code');

select * from finish();
rollback;
