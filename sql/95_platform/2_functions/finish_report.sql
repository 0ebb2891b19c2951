-- Logs how the export of a report ended: `finished` or `aborted`, and how many rows had left.
create or replace function platform.finish_report(
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
  perform tenancy.require_platform_admin();
  perform tenancy.log_admin_act(
    'report.' || case p_outcome when 'finished' then 'finished' else 'aborted' end, null, 'report',
    p_export_id::text, jsonb_build_object('rows', p_rows));
end
$$;
revoke all on function platform.finish_report(uuid, text, bigint) from public;
grant execute on function platform.finish_report(uuid, text, bigint) to authenticated;
