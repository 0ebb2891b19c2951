-- The number up to which the audit log is settled: every entry up to it that will ever exist is
-- visible, to whoever takes their snapshot afterwards.
create or replace function core.settled_audit_id()
  returns bigint
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(max(p.settled_id), 0) from core.audit_progress as p
$$;
revoke all on function core.settled_audit_id() from public;
