-- The words that a mail of an org is to be sent in: the org's, else the platform's, else null,
-- which is ours. {template_id, version, subject, body}. For the worker.
create or replace function platform.mail_template(p_org_id uuid, p_kind text, p_language text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'template_id', t.id, 'version', v.version, 'subject', v.subject, 'body', v.body)
    from platform.mail_templates as t
    join platform.mail_template_versions as v
      on v.template_id = t.id and v.version = t.live_version
    where (t.org_id = p_org_id or t.org_id is null)
      and t.kind = p_kind and t.language = p_language
    order by t.org_id nulls last
    limit 1
  );
end
$$;
revoke all on function platform.mail_template(uuid, text, text) from public;
grant execute on function platform.mail_template(uuid, text, text) to service_role;
