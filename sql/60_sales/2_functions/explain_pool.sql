-- What a pool stands for in an order: the error that says it is short, the first line that draws on
-- it with its quantity, and the name of what it limits.
create or replace function sales.explain_pool(
  p_event events.events,
  p_lines sales.order_line[],
  p_pool_id uuid
)
  returns table (slug text, line integer, id uuid, name text, quantity integer)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    with lines as (
      select
        coalesce(l.for_line, l.number)::integer as line, l.ticket_type_id, l.price_tier_id,
        l.product_id, l.variant_id, l.name, l.quantity
      from unnest(p_lines) with ordinality as l (
        kind, ticket_type_id, price_tier_id, product_id, variant_id, for_line, for_position, name,
        personalisation, quantity, unit_amount, discount_amount, vat_rate, vat_amount, number
      )
    )
    select
      case when l.price_tier_id = p_pool_id then 'price_changed' else 'sold_out' end,
      l.line, l.ticket_type_id, l.name, l.quantity
    from lines as l
    where l.ticket_type_id is not null
      and (
        l.price_tier_id = p_pool_id
        or p_pool_id <> p_event.id and exists (
          select
          from events.ticket_type_pools as m
          where m.org_id = p_event.org_id and m.ticket_type_id = l.ticket_type_id
            and m.pool_id = p_pool_id
        )
      )
    union all
    select 'product_sold_out', l.line, l.product_id, l.name, l.quantity
    from lines as l
    where p_pool_id in (l.product_id, l.variant_id)
    union all
    select 'promo_code_used_up', null, c.id, c.code, null
    from events.promo_codes as c
    where c.org_id = p_event.org_id and c.id = p_pool_id
    union all
    select 'wave_full', null, w.id, w.name, null
    from events.waves as w
    where w.org_id = p_event.org_id and w.id = p_pool_id
    union all
    select 'plan_limit_reached', null, p_event.id, p_event.title, null
    where p_pool_id = p_event.id
    limit 1;
end
$$;
revoke all on function sales.explain_pool(events.events, sales.order_line[], uuid) from public;
