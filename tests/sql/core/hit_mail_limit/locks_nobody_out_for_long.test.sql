-- A stranger who uses up what may be sent to a mail box keeps its owner waiting for an hour at the
-- most, and only with the help of many addresses.
begin;
select plan(6);

create function pg_temp.from_address(p_address text) returns void language sql as $$
  select set_config('request.headers', json_build_object('x-real-ip', p_address)::text, true)
$$;
create function pg_temp.hit() returns void language sql as $$
  select core.hit_mail_limit('waitlist_mail', 'mia@example.test')
$$;

update core.rate_limits set max_hits = 2 where rule = 'waitlist_mail';
update core.rate_limits set max_hits = 4 where rule = 'waitlist_mail_all';
select test_support.set_clock('2027-01-01 12:00:15Z');
do $$ begin
  perform pg_temp.from_address('192.0.2.1');
  perform pg_temp.hit() from generate_series(1, 2);
end $$;
select test_support.throws_slug('select pg_temp.hit()', 429, 'rate_limited',
  'one address has used up its share');
do $$ begin perform pg_temp.from_address('192.0.2.2'); end $$;
select lives_ok('select pg_temp.hit()', 'the owner, elsewhere, does not notice');
select lives_ok('select pg_temp.hit()', 'nor the second time');
do $$ begin perform pg_temp.from_address('192.0.2.3'); end $$;
select test_support.throws_slug('select pg_temp.hit()', 429, 'rate_limited',
  'the mail box is spared more from anywhere');
select test_support.set_clock('2027-01-01 13:00:00Z');
select lives_ok('select pg_temp.hit()', 'for an hour');
select is_empty(
  $$ select r.rule from core.rate_limits as r where r.rule like '%\_mail\_all'
    and r.window_seconds > 3600 $$,
  'which is so for every mail');

select * from finish();
rollback;
