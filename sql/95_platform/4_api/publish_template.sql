-- The front door of platform.publish_template(), which says what it does and refuses.
create or replace function public.publish_template(
  org_id uuid default null,
  kind text default null,
  language text default null,
  hash text default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.publish_template(
    publish_template.org_id, publish_template.kind, publish_template.language,
    publish_template.hash, publish_template.reason
  )
$$;
revoke all on function public.publish_template(uuid, text, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.publish_template(uuid, text, text, text, text) to authenticated;
comment on function public.publish_template(uuid, text, text, text, text) is
  'Sends a mail in the words of its draft from now on. hash is that of the preview which was seen: another draft is refused. Needs templates.manage; without org_id it is the platform''s, for its administrators. Returns the template as mail_templates does. Errors: missing_field, not_found, not_allowed, template_not_previewed, feature_not_in_plan.';
