-- The front door of platform.mail_templates(), which says what it does and refuses.
create or replace function public.mail_templates(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.mail_templates(mail_templates.org_id)
$$;
revoke all on function public.mail_templates(uuid) from public, anon, authenticated, service_role;
grant execute on function public.mail_templates(uuid) to authenticated;
comment on function public.mail_templates(uuid) is
  'Every mail that can be said in own words, by an organisation (templates.manage) or without org_id by the platform (its administrators). Returns [{kind, description, facts, parts, templates: [{template_id, org_id, kind, language, draft: {subject, body, hash, is_previewed, drafted_at}, live_version, last_version, has_failed}]}]: facts and parts are what a text may name. Errors: not_found, not_allowed.';
