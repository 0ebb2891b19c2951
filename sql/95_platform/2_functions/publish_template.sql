-- Sends a mail in the words of its draft from now on, as a new version; again, when that is live,
-- it changes nothing. Only what was previewed is published: `p_hash` is of the preview that was
-- seen. Called by public.publish_template(). Locks: the template. Raises what require_template()
-- and authorise_templates() raise, missing_field, template_not_previewed, feature_not_in_plan.
create or replace function platform.publish_template(
  p_org_id uuid,
  p_kind text,
  p_language text,
  p_hash text,
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
  v_version integer;
begin
  perform platform.authorise_templates(p_org_id);
  v_template := platform.require_template(p_org_id, p_kind, p_language);
  if p_org_id is not null then
    perform billing.require_feature(p_org_id, 'mail_templates');
  end if;
  v_reason := core.optional_text('reason', p_reason, 500);
  if p_hash is null then
    perform core.fail('missing_field', '{"field": "hash"}');
  elsif p_hash <> v_template.draft_hash
    or v_template.previewed_hash is distinct from v_template.draft_hash then
    perform core.fail('template_not_previewed');
  end if;
  select v.version into v_version
  from platform.mail_template_versions as v
  where v.template_id = v_template.id and v.version = v_template.live_version
    and v.subject = v_template.draft_subject and v.body = v_template.draft_body;
  if not found then
    v_version := v_template.last_version + 1;
    insert into platform.mail_template_versions (
      template_id, version, subject, body, reason, published_by
    ) values (
      v_template.id, v_version, v_template.draft_subject, v_template.draft_body, v_reason,
      auth.uid());
    update platform.mail_templates as t
    set live_version = v_version, last_version = v_version
    where t.id = v_template.id
    returning t.* into v_template;
    perform platform.log_template(
      v_template, 'template.published',
      jsonb_build_object('version', v_version, 'reason', v_reason));
  end if;
  return platform.template_json(v_template);
end
$$;
revoke all on function platform.publish_template(uuid, text, text, text, text) from public;
grant execute on function platform.publish_template(uuid, text, text, text, text) to authenticated;
