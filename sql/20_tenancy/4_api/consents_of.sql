create or replace function public.consents_of(org_id uuid default null, email text default null)
  returns table (
    purpose text,
    is_given boolean,
    text_version text,
    language text,
    source tenancy.consent_source,
    request_id text,
    said_at timestamptz
  )
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select c.purpose, c.is_given, c.text_version, c.language, c.source, c.request_id, c.said_at
  from tenancy.consents_of(consents_of.org_id, consents_of.email) as c
$$;
revoke all on function public.consents_of(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.consents_of(uuid, text) to authenticated;
comment on function public.consents_of(uuid, text) is
  'Everything that whoever has an e-mail address agreed to or took back, oldest first, for staff with consents.manage. Errors: missing_field, invalid_email, sign_in_required, not_found, not_allowed.';
