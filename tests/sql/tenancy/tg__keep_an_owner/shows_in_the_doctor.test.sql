begin;
select plan(2);

create temporary table org as select test_support.make_staffed_org() as id;
select is_empty($$ select 1 from core.doctor() where promise = 'org_has_an_owner' $$, 'all is well');
alter table tenancy.org_members disable trigger _200_keep_an_owner;
delete from tenancy.org_members where role = 'owner' and org_id = (select id from org);
select is(
  (select problem ->> 'org_id' from core.doctor() where promise = 'org_has_an_owner'),
  (select id::text from org), 'an org without an owner is reported');

select * from finish();
rollback;
