-- Whether a live reservation of some service dates, or of those next to them, has no table yet.
create or replace function dining.is_waiting(
  p_location dining.locations,
  p_from date,
  p_until date
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
begin
  return exists (
    select
    from dining.reservations as r
    where r.org_id = p_location.org_id and r.location_id = p_location.id
      and r.reservation_date between p_from - 1 and p_until + 1
      and r.table_id is null and r.table_group_id is null
      and r.status in ('pending_payment', 'option', 'confirmed', 'seated')
  );
end
$$;
revoke all on function dining.is_waiting(dining.locations, date, date) from public;
