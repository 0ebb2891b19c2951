-- What is changed by functions only has no grant to write at all, not even for the service key.
begin;
select plan(36);

select is(
  has_table_privilege(r.rolname, v.name, p.privilege), false,
  format('%s may not %s %s', r.rolname, p.privilege, v.name))
from unnest(array['authenticated', 'service_role']) as r (rolname)
cross join unnest(array[
  'public.org_members', 'public.org_invitations', 'public.role_permissions', 'public.audit_log',
  'public.email_outbox', 'tenancy.org_members'
]) as v (name)
cross join unnest(array['insert', 'update', 'delete']) as p (privilege);

select * from finish();
rollback;
