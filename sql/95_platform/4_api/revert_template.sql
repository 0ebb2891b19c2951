-- The front door of platform.revert_template(), which says what it does and refuses.
create or replace function public.revert_template(
  org_id uuid default null,
  kind text default null,
  language text default null,
  version integer default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.revert_template(
    revert_template.org_id, revert_template.kind, revert_template.language,
    revert_template.version, revert_template.reason
  )
$$;
revoke all on function public.revert_template(uuid, text, text, integer, text)
  from public, anon, authenticated, service_role;
grant execute on function public.revert_template(uuid, text, text, integer, text) to authenticated;
comment on function public.revert_template(uuid, text, text, integer, text) is
  'Sends a mail in the words of an earlier version again; without a version in those of the platform, or the ones that came with it. Needs templates.manage; without org_id it is the platform''s, for its administrators. Returns the template as mail_templates does. Errors: not_found, not_allowed, version_not_found.';
