-- The tickets that a location offers in some shift, as guests see them, with what they pay and
-- until when they cancel; amounts in cents per person.
create or replace function dining.bookable_tickets(p_location dining.locations, p_language text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_today constant date := (core.clock() at time zone p_location.time_zone)::date;
begin
  return coalesce((
    select jsonb_agg(jsonb_build_object(
      'ticket_id', t.id,
      'name', t.name,
      'short_name', t.short_name,
      'description', t.description,
      'color', t.color,
      'is_default', t.is_default,
      'duration_minutes', t.duration_minutes,
      'min_party_size', t.min_party_size,
      'max_party_size', t.max_party_size,
      'booking_min_advance_minutes', t.booking_min_advance_minutes,
      'booking_min_advance_large_party_minutes', t.booking_min_advance_large_party_minutes,
      'large_party_threshold', t.large_party_threshold,
      'booking_max_advance_days', t.booking_max_advance_days,
      'last_date', v_today + t.booking_max_advance_days,
      'shifts', o.shifts,
      'payment_type', p.payment_type,
      'payment_amount', coalesce(round(p.payment_amount * 100)::integer, 0),
      'currency', 'EUR',
      'cancel_free_hours', p.cancel_free_hours,
      'cancel_refund_pct', p.cancel_refund_pct,
      'terms', dining.terms_in_words(p, p_language)
    ) order by t.sort_order, t.name)
    from dining.tickets as t
    join dining.policy_sets as p on p.org_id = t.org_id and p.id = t.policy_set_id
    cross join lateral (
      select jsonb_agg(jsonb_build_object(
        'shift_id', s.id, 'name', s.name, 'days_of_week', s.days_of_week,
        'start_time', to_char(s.start_time, 'HH24:MI'), 'end_time', to_char(s.end_time, 'HH24:MI')
      ) order by s.sort_order, s.start_time, s.id) as shifts
      from dining.shift_tickets as o
      join dining.shifts as s on s.org_id = o.org_id and s.id = o.shift_id and s.is_active
      where o.org_id = t.org_id and o.ticket_id = t.id and o.is_active
    ) as o
    where t.org_id = p_location.org_id and t.location_id = p_location.id and t.is_active
      and o.shifts is not null
  ), '[]');
end
$$;
revoke all on function dining.bookable_tickets(dining.locations, text) from public;
