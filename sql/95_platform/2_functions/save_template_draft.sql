-- Keeps what somebody writes for a mail, for staff of the org or, without one, platform admins. It
-- is not sent before its preview was seen and it was published. Called by
-- public.save_template_draft(). Locks: the template. Raises what find_template() and
-- authorise_templates() raise, missing_field, invalid_field, feature_not_in_plan.
create or replace function platform.save_template_draft(
  p_org_id uuid,
  p_kind text,
  p_language text,
  p_subject text,
  p_body text
)
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
  v_template := platform.find_template(p_org_id, p_kind, p_language);
  if p_org_id is not null then
    perform billing.require_feature(p_org_id, 'mail_templates');
  end if;
  v_template.draft_subject := core.require_text('subject', p_subject, 200);
  v_template.draft_body := core.optional_prose('body', p_body, 20000);
  if v_template.draft_body is null then
    perform core.fail('missing_field', '{"field": "body"}');
  end if;
  insert into platform.mail_templates as t (
    org_id, kind, language, draft_subject, draft_body, drafted_by
  ) values (
    p_org_id, p_kind, p_language, v_template.draft_subject, v_template.draft_body, auth.uid())
  on conflict on constraint mail_templates_key do update
  set draft_subject = excluded.draft_subject, draft_body = excluded.draft_body,
    drafted_by = excluded.drafted_by, drafted_at = core.clock()
  returning t.* into v_template;
  perform platform.log_template(
    v_template, 'template.drafted', jsonb_build_object('hash', v_template.draft_hash));
  return platform.template_json(v_template);
end
$$;
revoke all on function platform.save_template_draft(uuid, text, text, text, text) from public;
grant execute on function platform.save_template_draft(uuid, text, text, text, text)
  to authenticated;
