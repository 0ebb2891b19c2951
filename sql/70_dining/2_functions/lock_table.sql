-- Keeps a reservation at its table when it is moved, or lets it go again, for staff with
-- reservations.operate. Returns {reservation_id, is_table_locked}. Raises table_missing, and the
-- errors of lock_for_staff().
create or replace function dining.lock_table(p_reservation_id uuid, p_is_locked boolean)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations;
begin
  v_row := dining.lock_for_staff(p_reservation_id);
  if p_is_locked is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'is_locked'));
  end if;
  if p_is_locked and num_nonnulls(v_row.table_id, v_row.table_group_id) = 0 then
    perform core.fail('table_missing', jsonb_build_object('reservation_id', v_row.id));
  end if;
  update dining.reservations as r
  set is_table_locked = p_is_locked
  where r.org_id = v_row.org_id and r.id = v_row.id and r.is_table_locked <> p_is_locked;
  return jsonb_build_object('reservation_id', v_row.id, 'is_table_locked', p_is_locked);
end
$$;
revoke all on function dining.lock_table(uuid, boolean) from public;
grant execute on function dining.lock_table(uuid, boolean) to anon, authenticated;
