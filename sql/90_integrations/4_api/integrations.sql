create or replace view public.integrations
with (security_invoker = true) as
select
  i.org_id,
  i.id,
  i.event_id,
  i.kind,
  i.name,
  i.config,
  i.auth,
  i.event_types,
  i.status,
  i.status_reason,
  t.failing_since,
  nullif(t.rests_until, '-infinity') as rests_until,
  i.paused_at,
  i.disabled_at,
  i.created_by,
  i.created_at,
  i.updated_at
from integrations.integrations as i
join integrations.turns as t on t.org_id = i.org_id and t.integration_id = i.id
where i.deleted_at is null;
revoke all on public.integrations from anon, authenticated, service_role;
grant select on public.integrations to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.integrations
  for each row execute function core.tg__read_only();
comment on view public.integrations is
  'Other systems that are told what happens in your organisations (permission integrations.read). Written by the function integration, update_integration and its kin; secrets are shown once.';
comment on column public.integrations.event_types is
  'What it hears of: types such as order.paid, all of a subject as order.*, or *.';
comment on column public.integrations.status_reason is
  'Why it is paused or disabled: what a member said, gone (410), or failing (three days).';
comment on column public.integrations.failing_since is
  'Since when every attempt has failed; null: the last one did not.';
