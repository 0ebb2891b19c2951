create or replace function public.lock_table(
  reservation_id uuid default null,
  is_locked boolean default true
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.lock_table(
    lock_table.reservation_id,
    lock_table.is_locked
  )
$$;
revoke all on function
  public.lock_table(uuid, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.lock_table(uuid, boolean) to anon, authenticated;
comment on function public.lock_table(uuid, boolean) is
  'Keeps a reservation at its table when it is moved, or lets it go, for staff with reservations.operate. Returns {reservation_id, is_table_locked}. Errors: table_missing, missing_field, not_found, not_allowed, sign_in_required, try_again.';
