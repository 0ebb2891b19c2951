-- What get_changes and webhooks tell, for those who choose among it.
create or replace view public.event_types
with (security_invoker = true) as
select t.event_type, t.entity_type, t.permission, t.since, t.description
from integrations.event_types as t;
revoke all on public.event_types from anon, authenticated, service_role;
grant select on public.event_types to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.event_types
  for each row execute function core.tg__read_only();
comment on view public.event_types is
  'What can happen in an organisation: the types of get_changes and of webhooks.';
comment on column public.event_types.entity_type is 'What entity_id of such a change names.';
comment on column public.event_types.permission is 'What a member needs to see it.';
comment on column public.event_types.since is 'The version of the API that has it.';
