-- Refuses areas of another location, and keeps each area once. After the policies had their say,
-- so that nobody learns here what another org has. Raises area_not_found.
create or replace function dining.tg_shift_tickets__areas()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_area_id uuid;
begin
  select a.id into v_area_id
  from unnest(new.area_ids) as a (id)
  where not exists (
    select from dining.areas as o
    where o.org_id = new.org_id and o.location_id = new.location_id and o.id = a.id
  )
  limit 1;
  if found then
    perform core.fail('area_not_found', jsonb_build_object('area_id', v_area_id));
  end if;
  return null;
end
$$;
revoke all on function dining.tg_shift_tickets__areas() from public;
