-- Writes down that a detached part of the audit log is in a file, and the hashes of those of its
-- entries that share a seal with entries of others.
create or replace function core.note_audit_archive(
  p_part text,
  p_sha256 bytea,
  p_entries bigint,
  p_first_seal_id bigint,
  p_last_seal_id bigint
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  execute format(
    $sql$
    with shared as (
      select s.after_id, s.until_id
      from core.audit_seals as s
      cross join lateral (
        select count(*) as entries
        from audit_parts.%1$I as o
        where o.audit_id > s.after_id and o.audit_id <= s.until_id
      ) as own
      where s.log = 'core.audit_log' and s.seal_id between $4 and $5
        and own.entries between 1 and s.entries - 1
    ), remains as (
      select l.audit_id, sha256(%2$s) as sha256
      from shared as s
      join audit_parts.%1$I as l on l.audit_id > s.after_id and l.audit_id <= s.until_id
    ), archive as (
      insert into core.audit_archives (
        part, file_sha256, entries, remains, first_seal_id, last_seal_id)
      select $1, $2, $3, (select count(*) from remains), $4, $5
    )
    insert into core.audit_remains (audit_id, part, sha256)
    select r.audit_id, $1, r.sha256 from remains as r
    $sql$,
    p_part, core.entry_form(to_regclass('audit_parts.' || p_part), core.audit_columns()))
  using p_part, p_sha256, p_entries, p_first_seal_id, p_last_seal_id;
end
$$;
revoke all on function core.note_audit_archive(text, bytea, bigint, bigint, bigint) from public;
