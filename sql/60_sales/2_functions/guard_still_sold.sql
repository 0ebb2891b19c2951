-- Raises product_not_found, variant_not_found or wave_not_found when an order that was released has
-- something that is no longer offered: it is not sold by paying late either.
create or replace function sales.guard_still_sold(p_order sales.orders)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_gone record;
begin
  select i.line, i.product_id, i.variant_id, i.name as product,
    v.id is not null and not (v.is_active and v.deleted_at is null) as is_variant
  into v_gone
  from sales.order_items as i
  join events.products as p on p.org_id = i.org_id and p.id = i.product_id
  left join events.product_variants as v on v.org_id = i.org_id and v.id = i.variant_id
  where i.org_id = p_order.org_id and i.order_id = p_order.id and i.from_item_id is null
    and not (
      p.is_active and p.deleted_at is null
      and coalesce(v.is_active and v.deleted_at is null, true)
    )
  order by i.line
  limit 1;
  if v_gone.is_variant then
    perform core.fail('variant_not_found', jsonb_build_object(
      'line', v_gone.line, 'product', v_gone.product, 'variant_id', v_gone.variant_id));
  elsif found then
    perform core.fail('product_not_found', jsonb_build_object(
      'line', v_gone.line, 'product_id', v_gone.product_id));
  end if;
  select i.line, r.position, i.name as ticket_type, r.wave_id into v_gone
  from sales.registrations as r
  join sales.order_items as i on i.org_id = r.org_id and i.id = r.order_item_id
  join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
  where r.org_id = p_order.org_id and r.order_id = p_order.id
    and not (w.is_active and w.deleted_at is null)
  order by i.line, r.position
  limit 1;
  if found then
    perform core.fail('wave_not_found', jsonb_build_object(
      'line', v_gone.line, 'position', v_gone.position, 'ticket_type', v_gone.ticket_type,
      'wave_id', v_gone.wave_id));
  end if;
end
$$;
revoke all on function sales.guard_still_sold(sales.orders) from public;
