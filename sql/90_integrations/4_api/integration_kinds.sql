create or replace view public.integration_kinds
with (security_invoker = true) as
select
  k.kind,
  k.payload,
  k.description,
  (
    select jsonb_agg(
      jsonb_build_object(
        'field', f.field, 'type', f.type, 'is_required', f.is_required,
        'description', f.description)
      order by f.is_required desc, f.field asc)
    from integrations.kind_fields as f
    where f.kind = k.kind
  ) as fields
from integrations.kinds as k;
revoke all on public.integration_kinds from anon, authenticated, service_role;
grant select on public.integration_kinds to authenticated;
comment on view public.integration_kinds is
  'What integrations there are, and the fields of their configuration.';
