-- The same where there has to be one. Raises not_found besides.
create or replace function platform.require_template(p_org_id uuid, p_kind text, p_language text)
  returns platform.mail_templates
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_template platform.mail_templates := platform.find_template(p_org_id, p_kind, p_language);
begin
  if v_template.id is null then
    perform core.fail('not_found', jsonb_build_object('what', 'text of the mail', 'id', p_kind));
  end if;
  return v_template;
end
$$;
revoke all on function platform.require_template(uuid, text, text) from public;
