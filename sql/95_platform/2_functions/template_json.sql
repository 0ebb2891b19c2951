-- A template as those see it who write it: {template_id, org_id, kind, language, draft: {subject,
-- body, hash, is_previewed, drafted_at}, live_version, last_version, has_failed}.
create or replace function platform.template_json(p_template platform.mail_templates)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'template_id', p_template.id, 'org_id', p_template.org_id, 'kind', p_template.kind,
    'language', p_template.language,
    'draft', jsonb_build_object(
      'subject', p_template.draft_subject, 'body', p_template.draft_body,
      'hash', p_template.draft_hash,
      'is_previewed', p_template.previewed_hash is not distinct from p_template.draft_hash,
      'drafted_at', p_template.drafted_at),
    'live_version', p_template.live_version, 'last_version', p_template.last_version,
    'has_failed', p_template.failed_version is not distinct from p_template.live_version
      and p_template.live_version is not null);
end
$$;
revoke all on function platform.template_json(platform.mail_templates) from public;
