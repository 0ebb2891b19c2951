-- Drops a detached part of the audit log that is in a file by now, and writes down that it is.
-- Whoever calls it has read that file back: p_entries of the part, p_sha256 of the whole file. A
-- part without entries is dropped and forgotten. Locks: the part. Raises not_found,
-- part_not_archived.
create or replace function core.drop_audit_part(p_part text, p_sha256 bytea, p_entries bigint)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count bigint;
  v_first_id bigint;
  v_last_id bigint;
  v_first_seal_id bigint;
  v_last_seal_id bigint;
begin
  perform from pg_class as c
  where c.relnamespace = 'audit_parts'::regnamespace and c.relname = p_part
    and c.relkind = 'r' and not c.relispartition;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'detached month', 'id', p_part));
  end if;
  execute format('lock table audit_parts.%I in access exclusive mode', p_part);
  execute format('select count(*), min(a.audit_id), max(a.audit_id) from audit_parts.%I as a', p_part)
  into v_count, v_first_id, v_last_id;
  select min(s.seal_id), max(s.seal_id) into v_first_seal_id, v_last_seal_id
  from core.audit_seals as s
  where s.log = 'core.audit_log' and s.until_id >= v_first_id and s.after_id < v_last_id
    and exists (
      select from core.audit_seals as e
      where e.log = 'core.audit_log' and e.until_id >= v_last_id);
  if v_count <> p_entries or (v_count > 0 and v_first_seal_id is null) then
    perform core.fail('part_not_archived', jsonb_build_object(
      'part', p_part,
      'reason', format('it has %s entries, and the file %s of what is sealed', v_count, p_entries)));
  end if;
  if v_count > 0 then
    perform core.note_audit_archive(
      p_part, p_sha256, v_count, v_first_seal_id, v_last_seal_id);
    perform core.audit(null, 'audit_archive', p_part, 'audit_archive.created', null,
      jsonb_build_object('entries', v_count, 'file_sha256', encode(p_sha256, 'hex')));
  end if;
  execute format('drop table audit_parts.%I', p_part);
end
$$;
revoke all on function core.drop_audit_part(text, bytea, bigint) from public;
