create or replace function public.restore(kind text default null, id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.restore(restore.kind, restore.id)
$$;
revoke all on function public.restore(text, uuid) from public, anon, authenticated, service_role;
grant execute on function public.restore(text, uuid) to authenticated;
comment on function public.restore(text, uuid) is
  'Brings back what was deleted, by the kind and id that deleted_rows lists; an owner''s right (deleted.restore). '
  'Returns {kind, id, label}. What is not deleted stays as it is. Errors: missing_field, invalid_field, not_found, '
  'not_allowed, parent_deleted, restore_conflict.';
