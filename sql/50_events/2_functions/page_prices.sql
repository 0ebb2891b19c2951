-- What ticket types cost at a moment, each at its own: the first price tier with room for the
-- smallest order, up to its `max_quantity` (null: none, the ticket type's own price); and the tiers
-- that a larger order or a later one may meet, in the order in which they are tried.
create or replace function events.page_prices(
  p_org_id uuid,
  p_ticket_type_ids uuid[],
  p_moments timestamptz[]
)
  returns table (ticket_type_id uuid, price integer, price_tier jsonb, upcoming_tiers jsonb)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    with tiers as (
      select t.id as ticket_type_id, f.is_open, f.place, (f.tier).price,
        -- Among the open ones of a ticket type the first is what is paid now.
        f.is_open
        and f.place = min(f.place) filter (where f.is_open) over (partition by t.id) as is_current,
        jsonb_build_object(
          'price_tier_id', (f.tier).id,
          'name', (f.tier).name,
          'price', (f.tier).price,
          'starts_at', (f.tier).starts_at,
          'ends_at', (f.tier).ends_at,
          'max_quantity', case when f.is_open then least(t.max_per_order, f.room) end
        ) as said
      from events.tiers_at(p_org_id, p_ticket_type_ids, p_moments) as f
      join events.ticket_types as t on t.org_id = p_org_id and t.id = (f.tier).ticket_type_id
      where f.room >= t.min_per_order
    )
    select f.ticket_type_id,
      min(f.price) filter (where f.is_current),
      (jsonb_agg(f.said) filter (where f.is_current)) -> 0,
      jsonb_agg(f.said order by f.place) filter (where not f.is_current)
    from tiers as f
    group by f.ticket_type_id;
end
$$;
revoke all on function events.page_prices(uuid, uuid[], timestamptz[]) from public;
