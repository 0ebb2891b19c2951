-- The ground that every room stands on; loaded first of all.
--
-- Functions are executable by everyone unless this is said first, and only the form without
-- `in schema` has an effect. The API roles get nothing by default either, under the old and
-- the new default privileges of hosted Supabase alike: each object grants what it gives.

alter default privileges revoke execute on functions from public;

alter default privileges in schema public
  revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public
  revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public
  revoke all on functions from anon, authenticated, service_role;

create extension if not exists pgcrypto with schema extensions;
create extension if not exists btree_gist with schema extensions;
create extension if not exists btree_gin with schema extensions;
create extension if not exists pg_trgm with schema extensions;
