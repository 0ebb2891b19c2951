-- Makes the months of the audit log that are to come, this one and three ahead, and detaches those
-- that ended longer ago than the retention, once they are sealed, and entries without a month
-- likewise. What takes a lock that somebody
-- holds is given up after a moment, so that nobody queues behind it, and tried again by the next
-- run. Returns how many months it made or detached.
create or replace function core.sweep_audit_parts(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set timezone = 'UTC'
  set lock_timeout = '200ms'
as $$
declare
  v_month timestamptz := date_trunc('month', core.clock());
  v_oldest timestamptz :=
    v_month - make_interval(months => core.setting('core.audit_retention_months')::integer);
  v_sealed_id bigint := (
    select coalesce(max(s.until_id), 0) from core.audit_seals as s where s.log = 'core.audit_log');
  v_part text;
  v_last_id bigint;
  v_count integer := 0;
begin
  for v_ahead in 0..3 loop
    if core.make_audit_part(v_month + make_interval(months => v_ahead)) then
      v_count := v_count + 1;
    end if;
  end loop;
  for v_part in
    select c.relname
    from pg_inherits as i
    join pg_class as c on c.oid = i.inhrelid
    where i.inhparent = 'core.audit_log'::regclass
      and c.relname < to_char(v_oldest, '"audit_log_"YYYY_MM')
      and c.relname <> 'audit_log_other'
    order by c.relname
    limit p_limit - v_count
  loop
    execute format('select max(a.audit_id) from audit_parts.%I as a', v_part) into v_last_id;
    continue when v_last_id > v_sealed_id;
    perform core.detach_audit_part(v_part);
    v_count := v_count + 1;
  end loop;
  if core.set_other_part_aside(v_oldest, v_sealed_id) then
    v_count := v_count + 1;
  end if;
  return v_count;
exception when lock_not_available then
  return 0;
end
$$;
revoke all on function core.sweep_audit_parts(integer) from public;
