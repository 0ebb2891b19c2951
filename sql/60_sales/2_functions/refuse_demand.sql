-- Says which pool has too little left for a demand, as committed, and for which line: sold_out,
-- price_changed (a tier filled up meanwhile), product_sold_out, promo_code_used_up, wave_full, or
-- plan_limit_reached where the org's plan allows no more.
-- Silent when all is there.
create or replace function sales.refuse_demand(
  p_event events.events,
  p_lines sales.order_line[],
  p_demand sales.demand
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_short record;
  v_data jsonb;
begin
  select d.quantity as wanted, left_over.available, w.* into v_short
  from unnest(p_demand.pool_ids, p_demand.quantities) as d (pool_id, quantity)
  cross join lateral (
    select events.remaining_capacity(p_event.org_id, d.pool_id) as available
  ) as left_over
  join lateral sales.explain_pool(p_event, p_lines, d.pool_id) as w on true
  where left_over.available < d.quantity
  order by w.line nulls last
  limit 1;
  if not found then
    return;
  end if;
  v_data := jsonb_strip_nulls(jsonb_build_object(
    'line', v_short.line, 'quantity', coalesce(v_short.quantity, v_short.wanted),
    'available', v_short.available));
  case v_short.slug
    when 'sold_out' then
      perform core.fail('sold_out', v_data || jsonb_build_object(
        'ticket_type_id', v_short.id, 'ticket_type', v_short.name));
    when 'price_changed' then
      perform core.fail('price_changed', v_data || jsonb_build_object(
        'ticket_type_id', v_short.id, 'item', v_short.name));
    when 'product_sold_out' then
      perform core.fail('product_sold_out', v_data || jsonb_build_object(
        'product_id', v_short.id, 'product', v_short.name));
    when 'promo_code_used_up' then
      perform core.fail('promo_code_used_up', v_data || jsonb_build_object(
        'promo_code', v_short.name));
    when 'wave_full' then
      perform core.fail('wave_full', v_data || jsonb_build_object(
        'wave_id', v_short.id, 'wave', v_short.name));
    when 'plan_limit_reached' then
      perform core.fail('plan_limit_reached', v_data || jsonb_build_object(
        'event_id', v_short.id, 'event', v_short.name));
  end case;
end
$$;
revoke all on function sales.refuse_demand(events.events, sales.order_line[], sales.demand)
  from public;
