-- All moments of some service dates at which a party could arrive, each with the answer: available,
-- or the first reason why not. The only place where this is decided: offers, explanations and
-- bookings all come from here. The same database at the same clock gives the same answer.
--
-- In this order: closed (also when the stay would not fit before the shift ends), channel_blocked,
-- cut_off, pacing_covers_full, pacing_arrivals_full, max_covers_reached (overbooking_limit where
-- some overbooking is allowed), tables_full. Where a ticket has no normal slot in a shift, a
-- shorter stay is tried in a second pass: it helps against tables_full and the end of the shift,
-- nothing else; squeeze_limit says that it would have, but there are enough of them.
--
-- p_ticket_ids: null for all. p_at: one more moment, beside those of the grid, for staff.
-- p_without: a reservation that does not count, because it is the one that is being moved.
--
-- All but which tables are free is decided in dining.judged_slots(), that in dining.full_stays().
create or replace function dining.find_slots(
  p_location dining.locations,
  p_from date,
  p_until date,
  p_party_size integer,
  p_ticket_ids uuid[],
  p_channel dining.channel,
  p_at timestamptz default null,
  p_without uuid default null
)
  returns setof dining.slot
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
  set jit = 'off'
as $$
declare
  v_shifts constant dining.effective_shift[] := array(
    select e from dining.effective_schedule(p_location, p_from, p_until) as e
  );
  v_slots constant dining.judged_slot[] := dining.judged_slots(
    p_location, v_shifts, p_from, p_until, p_party_size, p_ticket_ids, p_channel, p_at, p_without);
  v_stays dining.stay[];
  v_busy dining.busy_span[];
  v_full varbit[];
  v_full_squeezed varbit[];
begin
  v_stays := array(
    select row(
      s.offer, s.place, s.service_date, s.area_ids, s.slot_at, s.stays_until, s.clear_at
    )::dining.stay
    from unnest(v_slots) as s
    where s.offer in (
      select o.offer from unnest(v_slots) as o where o.refusal is null
    )
  );
  if cardinality(v_stays) > 0 then
    -- Up to four hours are kept free after guests who left.
    v_busy := dining.busy_spans(p_location, p_from, p_until, p_without, (
      select tstzrange(min(s.starts_at), max(s.ends_at) + interval '4 hours')
      from unnest(v_shifts) as s
    ));
    v_full := dining.full_stays(
      p_location, p_from, p_until, p_party_size, p_channel, v_stays, v_busy);
    v_stays := array(
      select row(
        s.offer, s.place, s.service_date, s.area_ids, s.slot_at, s.squeezed_until,
        s.squeezed_clear_at
      )::dining.stay
      from unnest(v_slots) as s
      where s.squeezed_until is not null and s.offer in (
        select o.offer
        from unnest(v_slots) as o
        where o.refusal is null
        group by o.offer
        having bool_or(o.squeeze_fits)
          and not bool_or(o.fits and get_bit(v_full[o.offer], o.place - 1) = 0)
      )
    );
    if cardinality(v_stays) > 0 then
      v_full_squeezed := dining.full_stays(
        p_location, p_from, p_until, p_party_size, p_channel, v_stays, v_busy);
    end if;
  end if;
  return query
    select
      a.service_date, a.slot_at, (a.slot_at at time zone p_location.time_zone)::time, a.shift_id,
      a.ticket_id, a.shift_ticket_id,
      case when v.is_squeeze then a.squeezed_until else a.stays_until end,
      case when v.is_squeeze then a.squeezed_clear_at else a.clear_at end,
      n.reason is null or v.is_squeeze,
      case when v.is_squeeze then 'squeeze' else 'normal' end,
      case
        when n.reason is null or v.is_squeeze then 'available'
        when q.is_squeezable then 'squeeze_limit'
        else n.reason
      end,
      a.pacing_covers, a.pacing_arrivals, a.covers_total, a.squeezed
    from unnest(v_slots) as a
    cross join lateral (
      select case
        when not a.fits then 'closed'
        when a.refusal is not null then a.refusal
        when get_bit(v_full[a.offer], a.place - 1) = 1 then 'tables_full'
      end as reason
    ) as n
    cross join lateral (
      select coalesce(
        n.reason is not null and a.refusal is null and a.squeeze_fits
        and get_bit(v_full_squeezed[a.offer], a.place - 1) = 0, false) as is_squeezable
    ) as q
    cross join lateral (
      select q.is_squeezable
        and a.squeezed < coalesce(a.squeeze_limit, a.squeezed + 1) as is_squeeze
    ) as v
    order by a.slot_at, a.ticket_id, a.shift_id;
end
$$;
revoke all on function dining.find_slots(
  dining.locations, date, date, integer, uuid[], dining.channel, timestamptz, uuid
) from public;
