-- What an event sells, with what one order can have now: the scarcest of the ticket type's pools,
-- and of what each ticket needs besides (a wave where there are waves, required products). The
-- price is that of now, or of the moment at which the sale starts: that of `price_tier` up to its
-- `max_quantity`, of the first of `upcoming_tiers` beyond, and at last `regular_price`.
create or replace function events.page_ticket_types(
  p_event events.events,
  p_rooms jsonb,
  p_is_suspended boolean,
  p_now timestamptz
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_settings events.event_settings := events.settings_of(p_event);
  v_ids uuid[];
  v_moments timestamptz[];
begin
  select array_agg(t.id), array_agg(greatest(p_now, t.sales_start)) into v_ids, v_moments
  from events.ticket_types as t
  where t.org_id = p_event.org_id and t.event_id = p_event.id
    and t.is_active and t.deleted_at is null;
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'ticket_type_id', t.id,
        'name', t.name,
        'description', t.description,
        'price', coalesce(p.price, t.price),
        'price_tier', p.price_tier,
        'upcoming_tiers', coalesce(p.upcoming_tiers, '[]'),
        'regular_price', t.price,
        'currency', t.currency,
        'vat_rate', t.vat_rate,
        'sales_start', t.sales_start,
        'sales_end', coalesce(t.sales_end, p_event.starts_at),
        'min_per_order', t.min_per_order,
        'max_per_order', t.max_per_order,
        'min_age', t.min_age,
        'max_age', t.max_age,
        'requires_licence', t.requires_licence,
        'licence_pattern', t.licence_pattern,
        'team_min', t.team_min,
        'team_max', t.team_max,
        'state', s.state,
        'waitlist_is_open', v_settings.waitlist_is_open and s.state in ('on_sale', 'sold_out')
          and r.room < least(t.max_per_order, v_settings.waitlist_max_quantity),
        'max_quantity', case s.state when 'on_sale' then least(t.max_per_order, r.room) else 0 end
      ) order by t.sort_order, t.price, t.id), '[]')
    from events.ticket_types as t
    join (
      select n.ticket_type_id, min(n.room) as room
      from events.ticket_type_rooms(p_event, v_ids, p_rooms) as n
      group by n.ticket_type_id
    ) as r on r.ticket_type_id = t.id
    left join events.page_prices(p_event.org_id, v_ids, v_moments) as p on p.ticket_type_id = t.id
    cross join lateral (
      select case
        when p_is_suspended then 'ended'
        when w.state <> 'on_sale' then w.state
        when r.room < t.min_per_order then 'sold_out'
        else 'on_sale'
      end as state
      from events.sale_state(p_event, t, p_now) as w (state)
    ) as s
    where t.org_id = p_event.org_id and t.id = any (v_ids)
  );
end
$$;
revoke all on function events.page_ticket_types(events.events, jsonb, boolean, timestamptz)
  from public;
