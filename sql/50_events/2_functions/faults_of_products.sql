-- What keeps active products of an event from being sold, in words: nothing that they could go
-- with, and where each ticket or order must have one, nothing to choose from.
create or replace function events.faults_of_products(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select f.fault
    from events.products as p
    left join events.ticket_types as t on t.org_id = p.org_id and t.id = p.ticket_type_id
    cross join lateral (
      select count(*) as count, count(*) filter (where v.is_active) as active,
        coalesce(bool_or(v.is_active and coalesce(v.capacity, 1) > 0), true) as is_there
      from events.product_variants as v
      where v.org_id = p.org_id and v.product_id = p.id and v.deleted_at is null
    ) as v
    cross join lateral (
      values
      (1, case when t.id is not null and (not t.is_active or t.deleted_at is not null)
        then format('the product "%s" goes with a ticket type that is not sold', p.name) end),
      (2, case when p.is_required and v.count > 0 and v.active = 0
        then format('the required product "%s" has no active variant', p.name) end),
      (3, case when p.is_required and (p.capacity = 0 or (v.active > 0 and not v.is_there))
        then format('the required product "%s" has no stock', p.name) end)
    ) as f (place, fault)
    where p.org_id = p_event.org_id and p.event_id = p_event.id
      and p.is_active and p.deleted_at is null and f.fault is not null
    order by p.sort_order, p.price, p.id, f.place
  );
end
$$;
revoke all on function events.faults_of_products(events.events) from public;
