-- The draft that the worker is to show to the caller: {template_id, subject, body, hash}.
-- Raises what require_template() and authorise_templates() raise.
create or replace function platform.template_draft(p_org_id uuid, p_kind text, p_language text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_template platform.mail_templates;
begin
  perform platform.authorise_templates(p_org_id);
  v_template := platform.require_template(p_org_id, p_kind, p_language);
  return jsonb_build_object(
    'template_id', v_template.id, 'subject', v_template.draft_subject,
    'body', v_template.draft_body, 'hash', v_template.draft_hash);
end
$$;
revoke all on function platform.template_draft(uuid, text, text) from public;
grant execute on function platform.template_draft(uuid, text, text) to anon, authenticated;
