-- An org that is verified sends another number, and waits to be verified anew.
begin;
select plan(14);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.make_user('looker');
select tenancy.grant_platform_admin('looker@example.test');
grant select on org to public;
create function pg_temp.send(p_number text, p_who text default 'owner') returns jsonb
  language plpgsql as $$
declare v_answer jsonb;
begin
  perform test_support.as_user(p_who);
  v_answer := public.submit_verification(org.id, p_number) from org;
  perform test_support.as_operator();
  return v_answer;
end
$$;
create function pg_temp.decide(p_verified boolean) returns jsonb language plpgsql as $$
declare v_answer jsonb;
begin
  perform test_support.as_user('looker');
  v_answer := public.decide_verification(org.id, p_verified, 'No') from org;
  perform test_support.as_operator();
  return v_answer;
end
$$;
select pg_temp.send('12345678');
select billing.note_company(id, '12345678', '{"name": "Stichting"}') from org;
select pg_temp.decide(true);
select is(pg_temp.send('12345678') ->> 'status', 'verified', 'the same number stays verified');

select is(pg_temp.send('87654321') - '{org_id,submitted_at}'::text[], '{"kvk_number": "87654321",
  "status": "pending", "appeal": null, "verified_at": null, "rejected_at": null,
  "rejection_reason": null}', 'another one waits');
select is(billing.is_verified(id), false, 'meanwhile it is not verified') from org;
select is((select registry from billing.verifications), null, 'what the register said was of the other');
select is(billing.companies_to_look_up(10) -> 0 ->> 'kvk_number', '87654321', 'it is asked about this');
select is((select s.done from org cross join lateral (
    select (i ->> 'done')::boolean as done
    from jsonb_array_elements(billing.publishing_items(org.id, null, 0)) as i
    where i ->> 'item' = 'verification') as s), null, 'where no plan is required nothing is asked');
update core.settings set value = 'true' where key = 'billing.plans_required';
insert into billing.subscriptions (org_id, plan, status) select id, 'NON_PROFIT', 'active' from org;
select is((select (i ->> 'done')::boolean
  from org, jsonb_array_elements(billing.publishing_items(org.id, null, 0)) as i
  where i ->> 'item' = 'verification'), false, 'nothing else is put on sale');
select results_eq(
  $$ select a.action, a.new_value ->> 'kvk_number', a.performed_by from core.audit_log as a
     where a.entity_type = 'verification' order by a.audit_id desc limit 1 $$,
  $$ values ('verification.pending', '87654321', test_support.user_id('owner')) $$,
  'who sent it is in the audit log');
select test_support.throws_slug($$ select pg_temp.send('87654321', 'support') $$, 403, 'not_allowed',
  'not everybody sends one');
select test_support.as_operator();
select is(pg_temp.decide(true) ->> 'status', 'verified', 'it is verified');
select is(billing.is_verified(id), true, 'and publishes again') from org;
select pg_temp.send('11111111');
select is(pg_temp.decide(false) ->> 'status', 'rejected', 'or it is not');
select test_support.throws_slug($$ select pg_temp.send('11111111') $$, 409, 'verification_closed',
  'the number that was rejected is not asked about again');
select test_support.as_operator();
select is(pg_temp.send('87654321') ->> 'status', 'pending', 'the one before is');

select * from finish();
rollback;
