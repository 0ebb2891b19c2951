-- Checks the products of a cart together: product_missing when a ticket or the order lacks one that
-- it must have, quantity_above_maximum when it has too many of one, over all variants.
create or replace function sales.check_products(p_event events.events, p_cart sales.cart_line[])
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_wrong record;
  v_data jsonb;
begin
  select s.line, s.position, p.id, p.name, p.max_quantity, coalesce(w.quantity, 0) as quantity
  into v_wrong
  from (
    -- Whatever can have products: each ticket, and the order itself.
    select c.line, n as position, c.ticket_type_id
    from unnest(p_cart) with ordinality as c (
      kind, ticket_type_id, product_id, variant_id, for_line, for_position, quantity, unit_amount,
      personalisation, line
    )
    cross join generate_series(1, c.quantity) as n
    where c.kind = 'ticket'
    union all
    select null, null, null
  ) as s
  join events.products as p
    on (p.scope = 'ticket') = (s.line is not null)
    and (p.ticket_type_id is null or p.ticket_type_id = s.ticket_type_id)
  left join lateral (
    select sum(c.quantity) as quantity
    from unnest(p_cart) as c
    where c.product_id = p.id
      and c.for_line is not distinct from s.line
      and c.for_position is not distinct from s.position
  ) as w on true
  where p.org_id = p_event.org_id and p.event_id = p_event.id
    and p.is_active and p.deleted_at is null
    and (w.quantity > p.max_quantity or (p.is_required and w.quantity is null))
  order by s.line, s.position, p.sort_order, p.id
  limit 1;
  if not found then
    return;
  end if;
  v_data := jsonb_strip_nulls(jsonb_build_object(
    'line', v_wrong.line, 'position', v_wrong.position, 'product_id', v_wrong.id));
  if v_wrong.quantity = 0 then
    perform core.fail('product_missing', v_data || jsonb_build_object('product', v_wrong.name));
  end if;
  perform core.fail('quantity_above_maximum', v_data || jsonb_build_object(
    'ticket_type', v_wrong.name, 'quantity', v_wrong.quantity, 'max', v_wrong.max_quantity));
end
$$;
revoke all on function sales.check_products(events.events, sales.cart_line[]) from public;
