-- Whether an event sells anything that costs money.
create or replace function events.costs_something(p_event events.events)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select from events.ticket_types as t
    where t.org_id = p_event.org_id and t.event_id = p_event.id
      and t.is_active and t.deleted_at is null and t.price > 0
  ) or exists (
    select from events.price_tiers as r
    join events.ticket_types as t on t.org_id = r.org_id and t.id = r.ticket_type_id
    where t.org_id = p_event.org_id and t.event_id = p_event.id
      and t.is_active and t.deleted_at is null and r.deleted_at is null and r.price > 0
  ) or exists (
    select from events.products as p
    where p.org_id = p_event.org_id and p.event_id = p_event.id
      and p.is_active and p.deleted_at is null
      and (
        p.price > 0 or exists (
          select from events.product_variants as v
          where v.org_id = p.org_id and v.product_id = p.id and v.deleted_at is null and v.price > 0
        )
      )
  );
end
$$;
revoke all on function events.costs_something(events.events) from public;
