-- A mail could not be said in somebody's words, and went out in ours: whose they are is told, once
-- per version. For the worker.
create or replace function platform.template_failed(
  p_template_id uuid,
  p_version integer,
  p_error text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_template platform.mail_templates;
  v_payload jsonb;
begin
  update platform.mail_templates as t
  set failed_version = p_version
  where t.id = p_template_id and t.failed_version is distinct from p_version
  returning t.* into v_template;
  if not found then
    return;
  end if;
  v_payload := jsonb_build_object(
    'kind', v_template.kind, 'version', p_version, 'error', left(p_error, 300));
  if v_template.org_id is not null then
    perform core.emit(
      v_template.org_id, 'template:' || v_template.id, 'email.template_failed',
      v_payload || tenancy.org_letter(v_template.org_id));
    return;
  end if;
  perform core.emit(
    null, 'template:' || v_template.id, 'email.template_failed',
    v_payload || jsonb_build_object(
      'email', u.email, 'language', v_template.language,
      'org_name', core.setting('platform.name') #>> '{}'))
  from tenancy.platform_admins as a
  join auth.users as u on u.id = a.user_id and u.email <> ''
  order by a.created_at
  limit 20;
end
$$;
revoke all on function platform.template_failed(uuid, integer, text) from public;
grant execute on function platform.template_failed(uuid, integer, text) to service_role;
