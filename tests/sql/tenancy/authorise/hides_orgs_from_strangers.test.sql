-- Whoever is no member learns nothing: an org that is there and one that is not look the same.
begin;
select plan(5);

create temporary table org as select test_support.make_staffed_org() as id;
create function test_support.refusal(p_org_id uuid) returns text language plpgsql as $$
declare
  v_hint text;
begin
  perform tenancy.authorise(p_org_id, 'org.read');
  return null;
exception when sqlstate 'PT404' then
  get stacked diagnostics v_hint = pg_exception_hint;
  return replace(sqlerrm, p_org_id::text, 'ID') || v_hint;
end
$$;

select test_support.sign_in('stranger');
select test_support.throws_slug(
  format('select tenancy.authorise(%L, %L)', (select id from org), 'org.read'), 404, 'not_found');
select test_support.throws_slug(
  format('select tenancy.authorise(%L, %L)', gen_random_uuid(), 'org.read'), 404, 'not_found');
select is(
  test_support.refusal((select id from org)), test_support.refusal(gen_random_uuid()),
  'both are refused in the same words');
select test_support.throws_slug(
  $$ select tenancy.authorise(null, 'org.read') $$, 404, 'not_found', 'null is no org');

update tenancy.orgs set deleted_at = core.clock() where id = (select id from org);
select test_support.sign_in('owner');
select test_support.throws_slug(
  format('select tenancy.authorise(%L, %L)', (select id from org), 'org.read'), 404, 'not_found',
  'a deleted org is gone for its owner');

select * from finish();
rollback;
