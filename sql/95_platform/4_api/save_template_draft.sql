-- The front door of platform.save_template_draft(), which says what it does and refuses.
create or replace function public.save_template_draft(
  org_id uuid default null,
  kind text default null,
  language text default null,
  subject text default null,
  body text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.save_template_draft(
    save_template_draft.org_id, save_template_draft.kind, save_template_draft.language,
    save_template_draft.subject, save_template_draft.body
  )
$$;
revoke all on function public.save_template_draft(uuid, text, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.save_template_draft(uuid, text, text, text, text) to authenticated;
comment on function public.save_template_draft(uuid, text, text, text, text) is
  'Keeps own words for a mail as a draft: subject (1 to 200 characters) and body (1 to 20000), plain text. Needs templates.manage; without org_id it is the platform''s, for its administrators. Returns the template as mail_templates does. Errors: missing_field, invalid_field, not_found, not_allowed, feature_not_in_plan.';
