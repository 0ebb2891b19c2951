create or replace function public.my_consents(org_id uuid default null)
  returns table (
    purpose text,
    is_given boolean,
    text_version text,
    language text,
    source tenancy.consent_source,
    said_at timestamptz
  )
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select c.purpose, c.is_given, c.text_version, c.language, c.source, c.said_at
  from tenancy.my_consents(my_consents.org_id) as c
$$;
revoke all on function public.my_consents(uuid) from public, anon, authenticated, service_role;
grant execute on function public.my_consents(uuid) to authenticated;
comment on function public.my_consents(uuid) is
  'What the account that is signed in agrees to towards an organisation, or took back: its last word on each purpose. Errors: missing_field, sign_in_required.';
