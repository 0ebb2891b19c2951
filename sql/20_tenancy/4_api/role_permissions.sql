-- The matrix of roles and permissions, with what each permission means.
create or replace view public.role_permissions
  with (security_invoker = true)
as
select
  r.role,
  r.permission,
  p.description
from tenancy.role_permissions as r
inner join tenancy.permissions as p on p.permission = r.permission;
revoke all on public.role_permissions from anon, authenticated, service_role;
grant select on public.role_permissions to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.role_permissions
  for each row execute function core.tg__read_only();
comment on view public.role_permissions is 'What each role in an organisation permits.';
