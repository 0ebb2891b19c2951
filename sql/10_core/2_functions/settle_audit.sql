-- Settles the audit log: no entry with a number up to core.settled_audit_id() comes later. Returns
-- how many numbers it settled. An entry is settled by the first run after it when nothing else
-- writes just then, else by the first after all transactions have ended that had begun before it.
--
-- What proves it: who takes a number of the log has a transaction number by then (core.audit() sees
-- to it). So all who hold numbers up to one that was read are below a transaction number that is
-- handed out afterwards; that of a subtransaction which is undone makes the snapshot after it show
-- all of them. With one snapshot for the whole transaction there is no such proof.
-- Locks: the row of progress.
create or replace function core.settle_audit(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_progress core.audit_progress;
  v_settled_id bigint;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    return 0;
  end if;
  insert into core.audit_progress (is_only_row) values (true) on conflict do nothing;
  select p.* into v_progress from core.audit_progress as p for update skip locked;
  if not found then
    return 0;
  end if;
  v_settled_id := v_progress.settled_id;
  -- A number above our own was read within our transaction, or in another cluster: read again.
  if v_progress.ended_xid is null or v_progress.ended_xid > pg_current_xact_id() then
    select case when s.is_called then s.last_value else 0 end, core.clock()
    into v_progress.read_id, v_progress.read_at
    from core.audit_log_audit_id_seq as s;
    begin
      update core.audit_progress as p set ended_xid = null;
      raise exception using errcode = 'T0000';
    exception when sqlstate 'T0000' then
      v_progress.ended_xid := pg_snapshot_xmax(pg_current_snapshot());
    end;
  end if;
  if not exists (
    select
    from pg_snapshot_xip(pg_current_snapshot()) as running (xid)
    where running.xid < v_progress.ended_xid
  ) then
    v_progress.settled_id := v_progress.read_id;
    v_progress.settled_at := v_progress.read_at;
    v_progress.ended_xid := null;
  end if;
  update core.audit_progress as p
  set settled_id = v_progress.settled_id, settled_at = v_progress.settled_at,
    read_id = v_progress.read_id, read_at = v_progress.read_at, ended_xid = v_progress.ended_xid;
  return least(v_progress.settled_id - v_settled_id, p_limit - 1);
end
$$;
revoke all on function core.settle_audit(integer) from public;
