-- What an event sells beside starts, with what a ticket (or, by scope, an order) can have of each
-- now. One that goes with a ticket type is shown while that is sold.
create or replace function events.page_products(p_event events.events, p_rooms jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'product_id', p.id,
        'ticket_type_id', p.ticket_type_id,
        'scope', p.scope,
        'name', p.name,
        'description', p.description,
        'price', p.price,
        'vat_rate', p.vat_rate,
        'is_required', p.is_required,
        'max_quantity', least(p.max_quantity, r.room),
        'personalisation_label', p.personalisation_label,
        'personalisation_max_length', p.personalisation_max_length,
        'variants', coalesce(v.said, '[]')
      ) order by p.sort_order, p.price, p.id), '[]')
    from events.products as p
    join events.product_rooms(p_event, p_rooms) as r on r.product_id = p.id
    left join lateral (
      select jsonb_agg(
        jsonb_build_object(
          'variant_id', v.id,
          'name', v.name,
          'price', coalesce(v.price, p.price),
          'max_quantity', least(
            p.max_quantity, r.room, (p_rooms ->> v.id::text)::bigint)
        ) order by v.sort_order, v.id) as said
      from events.product_variants as v
      where v.org_id = p.org_id and v.product_id = p.id and v.is_active and v.deleted_at is null
    ) as v on true
    where p.org_id = p_event.org_id
      and p.event_id = p_event.id
      and p.is_active
      and p.deleted_at is null
      and (p.ticket_type_id is null or exists (
        select from events.ticket_types as t
        where t.org_id = p.org_id and t.id = p.ticket_type_id
          and t.is_active and t.deleted_at is null
      ))
  );
end
$$;
revoke all on function events.page_products(events.events, jsonb) from public;
