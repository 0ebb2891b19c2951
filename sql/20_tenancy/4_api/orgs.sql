-- The caller's orgs; owners and admins change the columns that describe them with PATCH.
create or replace view public.orgs
  with (security_invoker = true)
as
select
  o.id,
  o.name,
  o.slug,
  o.email,
  o.language,
  o.country,
  o.time_zone,
  o.suspended_at,
  o.suspended_reason,
  o.created_at,
  o.updated_at
from tenancy.orgs as o;
revoke all on public.orgs from anon, authenticated, service_role;
grant select on public.orgs to authenticated;
grant update (name, slug, email, language, country, time_zone) on public.orgs to authenticated;
comment on view public.orgs is
  'The organisations you belong to. With the permission org.update, PATCH changes name, slug, '
  'email, language, country and time_zone. Found one with create_org.';
comment on column public.orgs.slug is 'Its part of public addresses: a-z, 0-9 and hyphens; unique.';
comment on column public.orgs.email is
  'Where buyers and guests reach the organisation; they see it.';
comment on column public.orgs.language is
  'nl or en: language of its mail where the reader''s is unknown.';
comment on column public.orgs.country is 'Two letters, ISO 3166-1, such as NL.';
comment on column public.orgs.suspended_at is
  'Since when the platform keeps it from selling; null normally.';
comment on column public.orgs.time_zone is
  'IANA name, such as Europe/Amsterdam: where the months of its books begin.';
