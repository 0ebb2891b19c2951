-- The price tier at which so many of a ticket type are sold together at a moment, as things stand
-- committed; a row of nulls when none applies, and the ticket type's own price does. The rule: the
-- first tier, by sort_order, price and id, that is open and has room for all of them.
-- NOTE: events.tiers_at() has the same rule for many ticket types at once. Orders ask here, line by
-- line, which takes two thirds of the time; a test holds the two together.
create or replace function events.current_tier(
  p_org_id uuid,
  p_ticket_type_id uuid,
  p_quantity integer,
  p_at timestamptz
)
  returns events.price_tiers
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_tier events.price_tiers;
begin
  select t.* into v_tier
  from events.price_tiers as t
  where t.org_id = p_org_id
    and t.ticket_type_id = p_ticket_type_id
    and t.is_active
    and t.deleted_at is null
    and (t.starts_at is null or t.starts_at <= p_at)
    and (t.ends_at is null or t.ends_at > p_at)
    and (t.capacity is null or p_quantity <= (
      select sum(l.remaining)
      from events.capacity_lanes as l
      where l.org_id = t.org_id and l.pool_id = t.id
    ))
  order by t.sort_order, t.price, t.id
  limit 1;
  return v_tier;
end
$$;
revoke all on function events.current_tier(uuid, uuid, integer, timestamptz) from public;
