create or replace function public.retention(org_id uuid default null)
  returns table (
    class text,
    description text,
    act tenancy.retention_act,
    starts text,
    keep_days integer,
    default_days integer,
    min_days integer,
    max_days integer,
    reason text
  )
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select
    r.class, r.description, r.act, r.starts, r.keep_days, r.default_days, r.min_days, r.max_days,
    r.reason
  from tenancy.retention(retention.org_id) as r
$$;
revoke all on function public.retention(uuid) from public, anon, authenticated, service_role;
grant execute on function public.retention(uuid) to authenticated;
comment on function public.retention(uuid) is
  'How long an organisation keeps which personal data, what becomes of it then, and within which bounds it may choose (set_retention). For staff with privacy.manage. Errors: missing_field, sign_in_required, not_found, not_allowed.';
