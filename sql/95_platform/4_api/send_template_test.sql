-- The front door of platform.send_template_test(), which says what it does and refuses.
create or replace function public.send_template_test(
  org_id uuid default null,
  kind text default null,
  language text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.send_template_test(
    send_template_test.org_id, send_template_test.kind, send_template_test.language
  )
$$;
revoke all on function public.send_template_test(uuid, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.send_template_test(uuid, text, text) to authenticated;
comment on function public.send_template_test(uuid, text, text) is
  'Mails the draft of a mail in own words to the caller''s own address, about a sample; its preview must have been seen. Needs templates.manage; without org_id it is the platform''s, for its administrators. Returns {status: queued, email}. Errors: not_found, not_allowed, template_not_previewed, rate_limited.';
