-- That administrators of the platform acted in the name of members of the caller's orgs.
create or replace view public.impersonations
  with (security_invoker = true)
as
select
  i.org_id,
  i.id,
  i.user_id,
  i.reason,
  i.can_write,
  i.started_at,
  i.expires_at,
  i.ended_at
from tenancy.impersonations_in_orgs() as i;
revoke all on public.impersonations from anon, authenticated, service_role;
grant select on public.impersonations to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.impersonations
  for each row execute function core.tg__read_only();
comment on view public.impersonations is
  'When an administrator of the platform acted in the name of a member of your organisation, and '
  'why (permission audit.read). What they changed stands in audit_log, under both names.';
comment on column public.impersonations.can_write is
  'Whether anything could be changed; otherwise they only looked on.';
comment on column public.impersonations.ended_at is
  'When it was ended early; null: it lasted until expires_at.';
