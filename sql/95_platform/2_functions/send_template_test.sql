-- Mails a draft whose preview was seen to the caller's own address, about a sample. Called by
-- public.send_template_test(). Raises what require_template() and authorise_templates() raise,
-- template_not_previewed, rate_limited.
create or replace function platform.send_template_test(p_org_id uuid, p_kind text, p_language text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_template platform.mail_templates;
  v_email text;
begin
  perform platform.authorise_templates(p_org_id);
  v_template := platform.require_template(p_org_id, p_kind, p_language);
  if v_template.previewed_hash is distinct from v_template.draft_hash then
    perform core.fail('template_not_previewed');
  end if;
  v_email := (tenancy.require_account()).email;
  perform core.hit_rate_limit('template_test', auth.uid()::text);
  perform core.emit(
    p_org_id, 'template:' || v_template.id, 'email.template_test', jsonb_build_object(
      'email', v_email, 'kind', v_template.kind, 'language', v_template.language,
      'subject', v_template.draft_subject, 'body', v_template.draft_body));
  return jsonb_build_object('status', 'queued', 'email', v_email);
end
$$;
revoke all on function platform.send_template_test(uuid, text, text) from public;
grant execute on function platform.send_template_test(uuid, text, text) to authenticated;
