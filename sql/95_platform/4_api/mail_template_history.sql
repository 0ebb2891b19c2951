-- The front door of platform.mail_template_history(), which says what it does and refuses.
create or replace function public.mail_template_history(
  org_id uuid default null,
  kind text default null,
  language text default null,
  before integer default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.mail_template_history(
    mail_template_history.org_id, mail_template_history.kind, mail_template_history.language,
    mail_template_history.before, mail_template_history."limit"
  )
$$;
revoke all on function public.mail_template_history(uuid, text, text, integer, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.mail_template_history(uuid, text, text, integer, integer)
  to authenticated;
comment on function public.mail_template_history(uuid, text, text, integer, integer) is
  'What was published of a mail in own words, newest first. before is the version to go on from, limit 1 to 200 (50). Returns [{version, subject, body, reason, published_by, published_at}]. Errors: not_found, not_allowed.';
