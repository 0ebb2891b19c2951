-- What platform admins do with the platform's words stands in their log; an org has its own.
create or replace function platform.log_template(
  p_template platform.mail_templates,
  p_action text,
  p_details jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_template.org_id is null then
    perform tenancy.log_admin_act(
      p_action, null, 'mail_template', p_template.id::text,
      p_details || jsonb_build_object('kind', p_template.kind, 'language', p_template.language));
  end if;
end
$$;
revoke all on function platform.log_template(platform.mail_templates, text, jsonb) from public;
