-- Detaches the table of the entries whose months had none (audit_log_other) under a name of its
-- own, `audit_log_other_2026_11` by the last month in it, and puts an empty one in its place; only
-- once all of them are sealed and before `p_before`, since rows never leave the table they are in.
-- Returns whether it did.
create or replace function core.set_other_part_aside(p_before timestamptz, p_sealed_id bigint)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set timezone = 'UTC'
as $$
declare
  v_last record;
  v_part text;
  v_index text;
begin
  select max(a.created_at) as created_at, max(a.audit_id) as audit_id into v_last
  from audit_parts.audit_log_other as a;
  if v_last.audit_id is null or v_last.audit_id > p_sealed_id or v_last.created_at >= p_before then
    return false;
  end if;
  v_part := to_char(v_last.created_at, '"audit_log_other_"YYYY_MM');
  perform core.detach_audit_part('audit_log_other');
  execute format('alter table audit_parts.audit_log_other rename to %I', v_part);
  for v_index in
    select c.relname
    from pg_index as i
    join pg_class as c on c.oid = i.indexrelid
    where i.indrelid = to_regclass('audit_parts.' || v_part)
  loop
    execute format(
      'alter index audit_parts.%I rename to %I',
      v_index, replace(v_index, 'audit_log_other', v_part));
  end loop;
  perform core.new_audit_part('audit_log_other');
  alter table core.audit_log attach partition audit_parts.audit_log_other default;
  return true;
end
$$;
revoke all on function core.set_other_part_aside(timestamptz, bigint) from public;
