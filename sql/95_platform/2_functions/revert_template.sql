-- Sends a mail in the words of an earlier version again, or without one in those of the platform,
-- or ours. Called by public.revert_template(). Locks: the template. Raises what require_template()
-- and authorise_templates() raise, version_not_found.
create or replace function platform.revert_template(
  p_org_id uuid,
  p_kind text,
  p_language text,
  p_version integer,
  p_reason text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_template platform.mail_templates;
  v_reason text;
begin
  perform platform.authorise_templates(p_org_id);
  v_template := platform.require_template(p_org_id, p_kind, p_language);
  v_reason := core.optional_text('reason', p_reason, 500);
  perform 1 from platform.mail_template_versions as v
  where v.template_id = v_template.id and v.version = p_version;
  if not found and p_version is not null then
    perform core.fail('version_not_found', jsonb_build_object(
      'what', p_kind, 'version', p_version));
  end if;
  update platform.mail_templates as t
  set live_version = p_version
  where t.id = v_template.id
  returning t.* into v_template;
  perform platform.log_template(
    v_template, 'template.reverted',
    jsonb_build_object('version', p_version, 'reason', v_reason));
  return platform.template_json(v_template);
end
$$;
revoke all on function platform.revert_template(uuid, text, text, integer, text) from public;
grant execute on function platform.revert_template(uuid, text, text, integer, text)
  to authenticated;
