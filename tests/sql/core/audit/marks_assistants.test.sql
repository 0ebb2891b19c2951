-- The header x-acting-as marks what staff do as an assistant's, in the log and nowhere else.
begin;
select plan(8);

select test_support.make_user('anna');
create function test_support.actor(p_role text, p_as text, p_said core.actor_type default null)
  returns text
language plpgsql as $$
declare
  v_entry core.audit_log;
begin
  perform set_config('app.actor_type', '', true);
  perform set_config('request.headers', json_build_object('x-acting-as', p_as)::text, true);
  perform set_config('request.jwt.claims', coalesce(json_strip_nulls(json_build_object(
    'role', p_role, 'sub', case p_role when 'authenticated' then test_support.user_id('anna') end
  ))::text, ''), true);
  if p_said is not null then
    perform core.act_as(p_said);
  end if;
  perform core.audit(null, 'test', 'x', 'test.done');
  select * into v_entry from core.audit_log order by audit_id desc limit 1;
  return concat_ws(' ', v_entry.performed_by_type, case v_entry.performed_by
    when test_support.user_id('anna') then 'anna' else v_entry.performed_by::text end);
end
$$;

select is(
  test_support.actor('authenticated', 'assistant'), 'assistant anna', 'software that acts for anna');
select is(core.actor_type(), 'operator'::core.actor_type, 'who for all rules is still anna');
select is(
  test_support.actor('authenticated', 'assistant', 'operator'), 'assistant anna',
  'once she was authorised, too');
select is(
  test_support.actor('authenticated', 'assistant', 'guest'), 'guest anna',
  'who buys or books is a guest, whatever they say');
select is(test_support.actor('anon', 'assistant'), 'guest', 'and so is a visitor');
select is(test_support.actor('service_role', 'assistant'), 'system', 'a worker is no assistant');
select is(test_support.actor('authenticated', 'system'), 'operator anna', 'no other word counts');
select is(test_support.actor('authenticated', null), 'operator anna', 'nor does none');

select * from finish();
rollback;
