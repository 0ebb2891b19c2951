-- Writes to the audit log how an export ended: `finished`, or `aborted` when whoever asked went
-- away or something broke; and how many rows had left by then.
create or replace function sales.finish_export(
  p_org_id uuid,
  p_export_id uuid,
  p_outcome text,
  p_rows bigint
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise(p_org_id, 'exports.create');
  perform core.audit(
    p_org_id, 'export', p_export_id::text,
    'export.' || case p_outcome when 'finished' then 'finished' else 'aborted' end, null,
    jsonb_build_object('rows', p_rows));
end
$$;
revoke all on function sales.finish_export(uuid, uuid, text, bigint) from public;
grant execute on function sales.finish_export(uuid, uuid, text, bigint) to authenticated;
