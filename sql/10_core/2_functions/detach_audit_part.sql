-- Takes the table of a month out of the audit log; it stays, as unchangeable as before, and read by
-- auditors alone, who verify it.
create or replace function core.detach_audit_part(p_part text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  execute format('alter table core.audit_log detach partition audit_parts.%I', p_part);
  execute format(
    'create trigger _100_append_only before update or delete on audit_parts.%I
     for each row execute function core.tg__append_only()', p_part);
  execute format('grant select on audit_parts.%I to auditor', p_part);
  execute format('drop policy all_nobody on audit_parts.%I', p_part);
  execute format(
    'create policy select_auditor on audit_parts.%I for select to auditor using (true)', p_part);
end
$$;
revoke all on function core.detach_audit_part(text) from public;
