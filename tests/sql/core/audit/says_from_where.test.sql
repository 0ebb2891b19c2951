begin;
select plan(3);

select set_config('request.headers',
  '{"x-request-id": "req-1", "x-real-ip": "192.0.2.7", "user-agent": "Safari"}', true);
select core.audit('00000000-0000-7000-8000-000000000001', 'test', 'x', 'test.done', null,
  '{"location_id": "00000000-0000-7000-8000-000000000002"}');
select results_eq(
  $$ select request_id, address, user_agent, location_id, created_at
     from core.audit_log where action = 'test.done' $$,
  $$ values ('req-1', '192.0.2.7', 'Safari', '00000000-0000-7000-8000-000000000002'::uuid,
    core.clock()) $$,
  'request, address, browser, location, time');
select set_config('request.headers', jsonb_build_object(
  'x-request-id', repeat('r', 1000), 'user-agent', repeat('u', 1000))::text, true);
select core.audit(null, 'test', 'y', 'test.long');
select ok(length(request_id) <= 300 and length(user_agent) <= 300, 'what a client sends is bounded')
from core.audit_log where action = 'test.long';
select set_config('request.headers', '', true);
select core.audit(null, 'test', 'z', 'test.bare');
select results_eq(
  $$ select request_id, address, user_agent from core.audit_log where action = 'test.bare' $$,
  $$ values (null::text, null::text, null::text) $$, 'outside a request nothing is known');

select * from finish();
rollback;
