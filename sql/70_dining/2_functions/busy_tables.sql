-- Which tables are taken when and by whom: by live reservations of some service dates and of those
-- next to them. A live reservation that has no table yet takes the one that it would be given, in
-- the order in which they were made: so what is promised stays possible. `p_without`: a reservation
-- that is left out, because it is being moved. `p_span`: when it matters; others may be left out.
create or replace function dining.busy_tables(
  p_location dining.locations,
  p_from date,
  p_until date,
  p_without uuid default null,
  p_span tstzrange default '(,)'
)
  returns dining.busy_table[]
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_now constant timestamptz := core.clock();
  v_waits constant boolean := dining.is_waiting(p_location, p_from, p_until);
  -- Where a table is chosen for those who wait, all counts.
  v_after constant timestamptz := case when v_waits then '-infinity'
    else coalesce(lower(p_span), '-infinity') end;
  v_before constant timestamptz := case when v_waits then 'infinity'
    else coalesce(upper(p_span), 'infinity') end;
  v_busy dining.busy_table[];
  v_waiting record;
  v_place dining.place;
begin
  v_busy := array(
    select row(o.table_id, o.during, o.reservation_id)::dining.busy_table
    from dining.table_occupancy as o
    where o.org_id = p_location.org_id and o.location_id = p_location.id
      and o.service_date between p_from - 1 and p_until + 1
      and lower(o.during) < v_before and upper(o.during) > v_after and o.until > v_now
      and o.reservation_id is distinct from p_without
  );
  if not v_waits then
    return v_busy;
  end if;
  for v_waiting in
    select r, s as shift, coalesce(t.area_ids, '{}') as area_ids
    from dining.reservations as r
    join dining.effective_schedule(p_location, p_from - 1, p_until + 1) as s
      on s.shift_id = r.shift_id and s.service_date = r.reservation_date
    left join dining.shift_tickets as t
      on t.org_id = r.org_id and t.shift_id = r.shift_id and t.ticket_id = r.ticket_id
    where r.org_id = p_location.org_id and r.location_id = p_location.id
      and r.reservation_date between p_from - 1 and p_until + 1
      and r.table_id is null and r.table_group_id is null
      and r.status in ('pending_payment', 'option', 'confirmed', 'seated')
      and dining.is_live(r, v_now)
      and r.id is distinct from p_without
    order by r.created_at, r.id
  loop
    v_place := dining.choose_place(
      p_location, v_waiting.shift, v_waiting.area_ids, (v_waiting.r).party_size, 'phone',
      (v_waiting.r).starts_at, (v_waiting.r).ends_at,
      (v_waiting.r).ends_at + make_interval(mins => (v_waiting.r).buffer_minutes), v_busy);
    if v_place.member_ids is not null then
      v_busy := v_busy || array(
        select row(m.table_id, tstzrange(
          (v_waiting.r).starts_at,
          (v_waiting.r).ends_at + make_interval(mins => (v_waiting.r).buffer_minutes)
        ), (v_waiting.r).id)::dining.busy_table
        from unnest(v_place.member_ids) as m (table_id)
      );
    end if;
  end loop;
  return v_busy;
end
$$;
revoke all on function dining.busy_tables(
  dining.locations, date, date, uuid, tstzrange
) from public;
