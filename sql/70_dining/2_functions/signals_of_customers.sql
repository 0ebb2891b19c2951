-- Guests who come within a week and may have another profile, as the view double_customers finds
-- them: one person, perhaps, whose visits are counted apart.
create or replace function dining.signals_of_customers(p_location dining.locations)
  returns setof jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 10
as $$
declare
  v_now constant timestamptz := core.clock();
  v_today constant date := (v_now at time zone p_location.time_zone)::date;
  v_expected constant uuid[] := array(
    select distinct r.customer_id
    from dining.reservations as r
    where r.org_id = p_location.org_id and r.location_id = p_location.id
      and r.reservation_date between v_today - 1 and v_today + 7
      and r.status in ('pending_payment', 'option', 'confirmed', 'seated')
      and r.ends_at > v_now and dining.is_live(r, v_now)
      and r.customer_id is not null
  );
begin
  return query
    with pairs as (
      select d.customer_id, d.other_id, d.reasons
      from public.double_customers as d
      where d.org_id = p_location.org_id and d.location_id = p_location.id
        and d.customer_id = any (v_expected)
      union
      select d.customer_id, d.other_id, d.reasons
      from public.double_customers as d
      where d.org_id = p_location.org_id and d.location_id = p_location.id
        and d.other_id = any (v_expected)
    )
    select dining.signal(
      'double_profile',
      format('A guest who comes may have two profiles: the same %s.', replace(
        array_to_string(p.reasons, ', '), '_', ' ')),
      'customer', p.other_id, max(c.created_at), null,
      jsonb_build_object('reasons', p.reasons, 'customers', jsonb_agg(jsonb_build_object(
        'customer_id', c.id, 'first_name', c.first_name, 'last_name', c.last_name,
        'email', c.email, 'total_visits', c.total_visits) order by c.created_at, c.id)))
    from pairs as p
    join dining.customers as c
      on c.org_id = p_location.org_id and c.id in (p.customer_id, p.other_id)
    group by p.customer_id, p.other_id, p.reasons;
end
$$;
revoke all on function dining.signals_of_customers(dining.locations) from public;
