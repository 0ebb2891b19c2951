-- The template of an org (null: of the platform), locked; its id is null where nothing was written
-- yet. Raises missing_field and invalid_field for a mail or language that there is not.
create or replace function platform.find_template(p_org_id uuid, p_kind text, p_language text)
  returns platform.mail_templates
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_template platform.mail_templates;
begin
  perform core.require_text('kind', p_kind, 100);
  perform core.require_text('language', p_language, 2);
  perform core.request_language(p_language);
  perform 1 from platform.mail_kinds as k
  where k.kind = p_kind and (k.is_for_orgs or p_org_id is null);
  if not found then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'kind', 'reason', 'there is no such mail to say in own words'));
  end if;
  select t.* into v_template
  from platform.mail_templates as t
  where t.org_id is not distinct from p_org_id and t.kind = p_kind and t.language = p_language
  for no key update;
  return v_template;
end
$$;
revoke all on function platform.find_template(uuid, text, text) from public;
