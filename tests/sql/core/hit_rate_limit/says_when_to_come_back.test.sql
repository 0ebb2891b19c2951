begin;
select plan(3);

create function test_support.detail() returns jsonb language plpgsql as $$
declare
  v_detail text;
begin
  perform core.hit_rate_limit('create_order', '192.0.2.1');
  return null;
exception when sqlstate 'PT429' then
  get stacked diagnostics v_detail = pg_exception_detail;
  return v_detail::jsonb;
end
$$;
update core.rate_limits set max_hits = 1, window_seconds = 60 where rule = 'create_order';
select test_support.set_clock('2027-01-01 12:00:15Z');
select is(test_support.detail(), null, 'the first is free');
select is(
  test_support.detail(),
  '{"code": "rate_limited", "rule": "create_order", "retry_after": 45}'::jsonb,
  'the second is told to wait 45 seconds');
select test_support.set_clock('2027-01-01 12:00:59.9Z');
select is(test_support.detail() -> 'retry_after', '1'::jsonb, 'never less than one');

select * from finish();
rollback;
