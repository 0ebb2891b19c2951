-- Membership must reach the index as a condition. A policy that is checked row by row shows as a
-- SubPlan, or as a filter that calls a function.
begin;
select plan(10);

create temporary table org as select test_support.make_staffed_org() as id;
create function test_support.plan_of(p_table text) returns text language plpgsql as $$
declare
  v_line text;
  v_plan text := '';
begin
  perform set_config('enable_seqscan', 'off', true);
  for v_line in execute format('explain (costs off) select 1 from %s', p_table) loop
    v_plan := v_plan || v_line || E'\n';
  end loop;
  return v_plan;
end
$$;
grant execute on function test_support.plan_of(text) to authenticated;
select test_support.as_user('owner');
select matches(test_support.plan_of(t.name), 'Index Cond: .*ANY ..InitPlan 1..col1',
  format('%s by index', t.name))
from unnest(array[
  'tenancy.orgs', 'tenancy.org_members', 'tenancy.org_invitations', 'core.outbox_dead',
  'core.outbox_history'
]) as t (name);
select doesnt_match(test_support.plan_of(t.name), 'SubPlan|orgs_with',
  format('%s not row by row', t.name))
from unnest(array[
  'tenancy.orgs', 'tenancy.org_members', 'tenancy.org_invitations', 'core.audit_log',
  'core.outbox_events'
]) as t (name);

select * from finish();
rollback;
