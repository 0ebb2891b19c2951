-- Hosted projects made since 2026-05-30, and all of them since 2026-10-30, give the API roles no
-- access to what `postgres` makes in public. Run after roles.sql; without it the older default holds.

alter default privileges for role postgres in schema public
  revoke select, insert, update, delete on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke usage, select on sequences from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke execute on functions from anon, authenticated, service_role;
