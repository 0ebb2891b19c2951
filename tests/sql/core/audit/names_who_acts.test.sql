-- Operator, guest, system or assistant; and the user where there is one.
begin;
select plan(9);

select test_support.make_user('anna');
create function test_support.actor(p_claims jsonb, p_said core.actor_type default null) returns text
language plpgsql as $$
declare
  v_entry core.audit_log;
begin
  perform set_config('app.actor_type', '', true);
  perform set_config('request.jwt.claims', coalesce(p_claims::text, ''), true);
  if p_said is not null then
    perform core.act_as(p_said);
  end if;
  perform core.audit(null, 'test', 'x', 'test.done');
  select * into v_entry from core.audit_log order by audit_id desc limit 1;
  return concat_ws(' ', v_entry.performed_by_type, case v_entry.performed_by
    when test_support.user_id('anna') then 'anna' else v_entry.performed_by::text end);
end
$$;
create function test_support.claims(p_more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('role', 'authenticated', 'sub', test_support.user_id('anna')) || p_more
$$;

select is(test_support.actor(null), 'system', 'nobody is signed in: psql, a sweep');
select is(test_support.actor('{"role": "anon"}'), 'guest', 'a visitor with the anon key');
select is(test_support.actor('{"role": "service_role"}'), 'system', 'a worker');
select is(test_support.actor(test_support.claims()), 'operator anna', 'a signed-in user');
select is(test_support.actor(test_support.claims(), 'guest'), 'guest anna', 'who buys a ticket');
select is(
  test_support.actor(test_support.claims('{"app_metadata": {"actor_type": "assistant"}}')),
  'assistant anna', 'software that acts for staff');
select is(
  test_support.actor(test_support.claims('{"app_metadata": {"actor_type": "assistant"}}'),
    'operator'),
  'assistant anna', 'stays an assistant, whatever a function says');
select is(
  test_support.actor(test_support.claims('{"user_metadata": {"actor_type": "assistant"}}')),
  'operator anna', 'what users write into their own metadata counts for nothing');
select is(
  test_support.actor(test_support.claims('{"app_metadata": {"actor_type": "system"}}')),
  'operator anna', 'and nobody can pose as the system');

select * from finish();
rollback;
