-- An org always keeps at least one owner: tenancy.tg__keep_an_owner().
create or replace view tenancy.promise_owners as
select o.id as org_id, 'the org has no owner' as problem
from tenancy.orgs as o
where not exists (
  select 1 from tenancy.org_members as m where m.org_id = o.id and m.role = 'owner'
);
revoke all on tenancy.promise_owners from anon, authenticated, service_role;
comment on view tenancy.promise_owners is 'Orgs without an owner.';

insert into core.promises (promise, view, description)
values ('org_has_an_owner', 'tenancy.promise_owners', 'An org has at least one owner.');
