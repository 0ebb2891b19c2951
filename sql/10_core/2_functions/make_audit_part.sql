-- Makes the table for entries of the audit log of the month that begins at `p_month`; false when
-- there is one, or when entries of that month lie with the others already, where they stay. The
-- table is made apart and then attached, which waits for readers of the log and not for sales.
create or replace function core.make_audit_part(p_month timestamptz)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set timezone = 'UTC'
as $$
declare
  v_until timestamptz := p_month + interval '1 month';
  v_part text := to_char(p_month, '"audit_log_"YYYY_MM');
begin
  if to_regclass('audit_parts.' || v_part) is not null or exists (
    select from audit_parts.audit_log_other as a
    where a.created_at >= p_month and a.created_at < v_until
  ) then
    return false;
  end if;
  perform core.new_audit_part(v_part);
  execute format(
    'alter table core.audit_log attach partition audit_parts.%I for values from (%L) to (%L)',
    v_part, p_month, v_until);
  return true;
end
$$;
revoke all on function core.make_audit_part(timestamptz) from public;
