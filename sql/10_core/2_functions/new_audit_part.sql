-- Makes a table for entries of the audit log, apart from it: nobody but functions comes to it.
create or replace function core.new_audit_part(p_part text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  execute format(
    'create table audit_parts.%I (like core.audit_log including all excluding identity)', p_part);
  execute format('alter table audit_parts.%I enable row level security', p_part);
  execute format('create policy all_nobody on audit_parts.%I using (false)', p_part);
  execute format(
    'create trigger _100_append_only_truncate before truncate on audit_parts.%I
     for each statement execute function core.tg__append_only()', p_part);
end
$$;
revoke all on function core.new_audit_part(text) from public;
