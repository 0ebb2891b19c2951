-- The price tiers of ticket types that are not over at a moment (each ticket type has its own), in
-- the order in which they are tried, with whether they are open and how many are left of each, as
-- committed. The rule is that of events.current_tier().
create or replace function events.tiers_at(
  p_org_id uuid,
  p_ticket_type_ids uuid[],
  p_moments timestamptz[]
)
  returns table (tier events.price_tiers, place bigint, is_open boolean, room bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select
      t,
      row_number() over (partition by t.ticket_type_id order by t.sort_order, t.price, t.id),
      t.starts_at is null or t.starts_at <= a.moment,
      case when t.capacity is null then 1000000000 else (
        select sum(l.remaining)
        from events.capacity_lanes as l
        where l.org_id = t.org_id and l.pool_id = t.id
      ) end
    from unnest(p_ticket_type_ids, p_moments) as a (ticket_type_id, moment)
    join events.price_tiers as t on t.org_id = p_org_id and t.ticket_type_id = a.ticket_type_id
    where t.is_active and t.deleted_at is null and (t.ends_at is null or t.ends_at > a.moment);
end
$$;
revoke all on function events.tiers_at(uuid, uuid[], timestamptz[]) from public;
