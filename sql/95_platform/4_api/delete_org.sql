-- The front door of platform.delete_org(), which says what it does and refuses.
create or replace function public.delete_org(
  org_id uuid default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.delete_org(delete_org.org_id, delete_org.reason)
$$;
revoke all on function public.delete_org(uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.delete_org(uuid, text) to authenticated;
comment on function public.delete_org(uuid, text) is
  'Deletes an organisation that has sold and booked nothing: nobody sees it any more (permission org.delete, an owner''s; administrators of the platform, who give a reason). Returns {org_id, deleted_at}. Errors: missing_field, invalid_field, not_found, not_allowed, org_in_use with what stands in the way.';
