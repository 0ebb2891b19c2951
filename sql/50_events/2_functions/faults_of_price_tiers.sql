-- Active price tiers of an event that can never apply, in words: over already, outside the sale of
-- their ticket type, too few for the smallest order, or always behind another one.
create or replace function events.faults_of_price_tiers(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    with tiers as (
      select p.id, p.ticket_type_id, p.name, p.capacity, p.ends_at,
        t.name as ticket_type, t.min_per_order, t.sales_start,
        coalesce(t.sales_end, p_event.starts_at) as sales_end,
        tstzrange(p.starts_at, p.ends_at) as open_in,
        row_number() over (order by t.sort_order, t.price, t.id, p.sort_order, p.price, p.id)
          as place
      from events.price_tiers as p
      join events.ticket_types as t on t.org_id = p.org_id and t.id = p.ticket_type_id
      where t.org_id = p_event.org_id and t.event_id = p_event.id
        and t.is_active and t.deleted_at is null
        and p.is_active and p.deleted_at is null
    )
    select format(
      'the price tier "%s" of "%s" never applies (%s)', p.name, p.ticket_type, why.reason)
    from tiers as p
    cross join lateral (
      select case
        when p.ends_at <= core.clock() then 'it is over'
        when not p.open_in && tstzrange(p.sales_start, greatest(p.sales_start, p.sales_end))
          then 'it lies outside the sale'
        when p.capacity < p.min_per_order
          then format('it has fewer than %s, the least of an order', p.min_per_order)
        when exists (
          select from tiers as o
          where o.ticket_type_id = p.ticket_type_id and o.place < p.place
            and o.capacity is null and o.open_in @> p.open_in
        ) then 'another one always comes first'
      end as reason
    ) as why
    where why.reason is not null
    order by p.place
  );
end
$$;
revoke all on function events.faults_of_price_tiers(events.events) from public;
