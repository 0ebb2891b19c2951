-- The matrix is no secret: every signed-in client may draw its menus from it.
-- NOTE: insert, update and delete are not granted, because it changes with the code that asks.
revoke all on tenancy.permissions, tenancy.role_permissions from anon, authenticated, service_role;
grant select (permission, description) on tenancy.permissions to authenticated;
grant select (role, permission) on tenancy.role_permissions to authenticated;

create policy select_users on tenancy.permissions for select to authenticated using (true);
create policy select_users on tenancy.role_permissions for select to authenticated using (true);
