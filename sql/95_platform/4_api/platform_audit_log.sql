-- The front door of platform.admin_log(), which says what it does and refuses.
create or replace function public.platform_audit_log(
  admin_id uuid default null,
  org_id uuid default null,
  action text default null,
  "from" timestamptz default null,
  "to" timestamptz default null,
  "cursor" bigint default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.admin_log(
    platform_audit_log.admin_id, platform_audit_log.org_id, platform_audit_log.action,
    platform_audit_log."from", platform_audit_log."to", platform_audit_log."cursor",
    platform_audit_log."limit")
$$;
revoke all on function public.platform_audit_log(
  uuid, uuid, text, timestamptz, timestamptz, bigint, integer
) from public, anon, authenticated, service_role;
grant execute on function public.platform_audit_log(
  uuid, uuid, text, timestamptz, timestamptz, bigint, integer
) to authenticated;
comment on function public.platform_audit_log(
  uuid, uuid, text, timestamptz, timestamptz, bigint, integer
) is
  'What administrators of the platform did and looked up, the newest first, for administrators; by administrator, organisation, action (org.suspended) and period. limit: 1 to 200, 50 by default; cursor: the next_cursor of the page before. Returns {entries, next_cursor}. Errors: platform_admin_required, invalid_field.';
