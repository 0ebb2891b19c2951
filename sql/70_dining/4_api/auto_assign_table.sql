create or replace function public.auto_assign_table(
  reservation_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.auto_assign_table(
    auto_assign_table.reservation_id
  )
$$;
revoke all on function
  public.auto_assign_table(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.auto_assign_table(uuid) to anon, authenticated;
comment on function public.auto_assign_table(uuid) is
  'Gives a reservation without a table one, for staff with reservations.operate: the smallest that is free. Returns {reservation_id, table_id, table_group_id}. Errors: tables_full, reservation_is_over, not_found, not_allowed, sign_in_required, try_again.';
