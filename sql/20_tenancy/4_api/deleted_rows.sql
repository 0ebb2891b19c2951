create or replace function public.deleted_rows(org_id uuid default null)
  returns table (kind text, id uuid, label text, deleted_at timestamptz)
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select d.kind, d.id, d.label, d.deleted_at
  from tenancy.deleted_rows(deleted_rows.org_id) as d
$$;
revoke all on function public.deleted_rows(uuid) from public, anon, authenticated, service_role;
grant execute on function public.deleted_rows(uuid) to authenticated;
comment on function public.deleted_rows(uuid) is
  'What an organisation has deleted and restore can bring back, newest first: events, ticket types, products, promo codes, participants and so on; '
  'an owner''s right (deleted.restore). Errors: sign_in_required, missing_field, not_found, not_allowed.';
