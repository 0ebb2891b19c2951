-- Certificates of erasures, as they can be downloaded.
create or replace view public.erasures
  with (security_invoker = true)
as
select
  e.org_id,
  e.id,
  array(select encode(h, 'hex') from unnest(e.email_hashes) as h) as email_hashes,
  e.ids,
  e.rows,
  e.erased_by,
  e.actor_type,
  e.erased_at
from tenancy.erasures as e;
revoke all on public.erasures from anon, authenticated, service_role;
grant select on public.erasures to authenticated;
comment on view public.erasures is
  'Certificates of people who were erased, without a word about them (permission privacy.manage).';
comment on column public.erasures.email_hashes is 'Keyed hashes of their addresses.';
comment on column public.erasures.ids is 'Which rows told of them.';
comment on column public.erasures.rows is 'How many rows per table were blanked or removed.';
