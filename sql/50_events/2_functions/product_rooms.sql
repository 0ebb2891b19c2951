-- How many of each product can be had: what is left of its stock, and of that of its variants
-- together where it has any. `is_required` when each ticket needs one, of `ticket_type_id` or, with
-- null, of all. `p_rooms` is what events.pool_rooms() says.
create or replace function events.product_rooms(p_event events.events, p_rooms jsonb)
  returns table (product_id uuid, ticket_type_id uuid, is_required boolean, room bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select p.id, p.ticket_type_id, p.is_required and p.scope = 'ticket', least(
      coalesce((p_rooms ->> p.id::text)::bigint, 1000000000),
      case when count(v.id) > 0 then coalesce(
        sum(coalesce((p_rooms ->> v.id::text)::bigint, 1000000000)) filter (where v.is_active), 0
      )::bigint end
    )
    from events.products as p
    left join events.product_variants as v
      on v.org_id = p.org_id and v.product_id = p.id and v.deleted_at is null
    where p.org_id = p_event.org_id and p.event_id = p_event.id
      and p.is_active and p.deleted_at is null
    group by p.org_id, p.id;
end
$$;
revoke all on function events.product_rooms(events.events, jsonb) from public;
