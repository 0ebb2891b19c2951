-- Whether the platform is being maintained, and what is said about it: {is_on, retry_after
-- (seconds), text_nl, text_en}; a text that nobody wrote is null.
create or replace function core.maintenance()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'is_on', core.setting('core.maintenance_is_on'),
    'retry_after', core.setting('core.maintenance_retry_seconds'),
    'text_nl', nullif(core.setting('core.maintenance_text_nl') #>> '{}', ''),
    'text_en', nullif(core.setting('core.maintenance_text_en') #>> '{}', ''));
end
$$;
revoke all on function core.maintenance() from public;
grant execute on function core.maintenance() to service_role;
