-- The seals of the logs, for auditors.
create or replace view public.audit_seals
with (security_invoker = true) as
select
  s.log, s.seal_id, s.after_id, s.until_id, s.entries, encode(s.digest, 'hex') as digest,
  encode(s.previous, 'hex') as previous, encode(s.chained, 'hex') as chained, s.sealed_at
from core.audit_seals as s;
revoke all on public.audit_seals from anon, authenticated, service_role;
grant select on public.audit_seals to auditor;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.audit_seals
  for each row execute function core.tg__read_only();
comment on view public.audit_seals is
  'Seals of the audit logs, each chained to the one before, for auditors. How they are made is said in docs/operations.md.';
comment on column public.audit_seals.after_id is
  'It covers the entries with numbers after this one, up to until_id.';
comment on column public.audit_seals.chained is
  'What the next seal holds on to; the last one of a log is its head.';
