-- A wave in which somebody has a place, sold or held, is not deleted: they would not know when to
-- start. Raises wave_in_use. Locks the lanes of its pool.
create or replace function events.tg_waves__in_use()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_left bigint;
  v_taken bigint;
begin
  if old.deleted_at is null and new.deleted_at is not null then
    v_left := events.lock_lanes(new.org_id, new.id);
    select p.capacity - v_left into strict v_taken
    from events.capacity_pools as p
    where p.org_id = new.org_id and p.id = new.id;
    if v_taken > 0 then
      perform core.fail('wave_in_use', jsonb_build_object('wave', new.name, 'taken', v_taken));
    end if;
  end if;
  return null;
end
$$;
revoke all on function events.tg_waves__in_use() from public;
