-- PostgREST calls it before every request, in its transaction.
begin;
select plan(8);

update core.rate_limits set max_hits = 2, window_seconds = 60 where rule = 'api_write';
update core.rate_limits set max_hits = 3, window_seconds = 60 where rule = 'api_write_user';
select test_support.set_clock('2027-01-01 12:00:15Z');
select test_support.make_user('anna');
create function test_support.request(p_address text) returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform set_config('request.method', 'POST', true);
  perform set_config('request.headers', jsonb_build_object('x-real-ip', p_address)::text, true);
  perform core.pre_request();
  return 'passed';
exception when sqlstate 'PGRST' then
  get stacked diagnostics v_detail = pg_exception_detail;
  return concat_ws(' ', sqlerrm::json ->> 'code', (sqlerrm::json ->> 'details')::json ->> 'code',
    v_detail::json ->> 'status', v_detail::json #>> '{headers,Retry-After}');
end
$$;
grant execute on function test_support.request(text) to public;

select test_support.as_anon();
select is(test_support.request('192.0.2.1'), 'passed', 'first of the address');
select is(test_support.request('192.0.2.1'), 'passed', 'second');
select is(test_support.request('192.0.2.1'), 'PT429 rate_limited 429 45',
  'third: status, slug, and the header Retry-After');
select is(test_support.request('192.0.2.2'), 'passed', 'another address');

-- A user is counted whatever the address.
select test_support.as_user('anna');
select test_support.request('192.0.2.' || n) from generate_series(10, 12) as n;
select is(test_support.request('192.0.2.13'), 'PT429 rate_limited 429 45', 'the fourth of a user');

select test_support.as_service();
select is(test_support.request('192.0.2.1'), 'passed', 'workers are not limited');
select test_support.as_operator();
update core.rate_limits set max_hits = 1 where rule = 'api_write';
select test_support.as_anon();
set transaction read only;
select is(test_support.request('192.0.2.1'), 'passed', 'readers are not counted');
select is(test_support.request('192.0.2.1'), 'passed', 'however often they come');

select * from finish();
rollback;
