-- Prices one product line of a cart. Raises product_not_found, variant_missing, variant_not_found,
-- product_needs_ticket, personalisation_missing, invalid_field (personalisation) and price_changed,
-- with the line, and the position for a product of a ticket.
create or replace function sales.price_product(
  p_event events.events,
  p_cart sales.cart_line[],
  p_line integer
)
  returns sales.order_line
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_wanted sales.cart_line := p_cart[p_line];
  v_product events.products;
  v_variant events.product_variants;
  v_price integer;
  v_data jsonb := jsonb_strip_nulls(jsonb_build_object(
    'line', coalesce(v_wanted.for_line, p_line), 'position', v_wanted.for_position,
    'product_id', v_wanted.product_id, 'variant_id', v_wanted.variant_id));
begin
  select p.* into v_product
  from events.products as p
  where p.org_id = p_event.org_id and p.id = v_wanted.product_id and p.event_id = p_event.id
    and p.is_active and p.deleted_at is null;
  if not found then
    perform core.fail('product_not_found', v_data);
  end if;
  v_data := v_data || jsonb_build_object('product', v_product.name);
  if (v_product.scope = 'ticket') <> (v_wanted.for_line is not null)
    or v_product.ticket_type_id <> p_cart[v_wanted.for_line].ticket_type_id
  then
    perform core.fail('product_not_for_this', v_data || jsonb_build_object(
      'where', case v_product.scope when 'order' then 'once per order, as a line of its own'
        else 'with a ticket, in its registration' end));
  end if;
  select v.* into v_variant
  from events.product_variants as v
  where v.org_id = p_event.org_id and v.product_id = v_product.id
    and (v.id = v_wanted.variant_id or v_wanted.variant_id is null)
    and v.is_active and v.deleted_at is null
  limit 1;
  if not found and v_wanted.variant_id is not null then
    perform core.fail('variant_not_found', v_data);
  elsif found and v_wanted.variant_id is null then
    perform core.fail('variant_missing', v_data);
  end if;
  if v_product.personalisation_label is not null and v_wanted.personalisation is null then
    perform core.fail('personalisation_missing', v_data || jsonb_build_object(
      'label', v_product.personalisation_label));
  elsif length(v_wanted.personalisation) > coalesce(v_product.personalisation_max_length, 0)
    or v_wanted.personalisation ~ '[[:cntrl:]]'
  then
    perform core.fail('invalid_field', v_data || jsonb_build_object(
      'field', 'personalisation',
      'reason', case when v_product.personalisation_label is null then 'this product has none'
        else format('it has more than %s characters, or control characters',
          v_product.personalisation_max_length) end));
  end if;
  v_price := coalesce(v_variant.price, v_product.price);
  if v_wanted.unit_amount <> v_price then
    perform core.fail('price_changed', v_data || jsonb_build_object(
      'item', v_product.name, 'seen', v_wanted.unit_amount, 'price', v_price));
  end if;
  return row(
    'product', null, null, v_product.id, v_variant.id, v_wanted.for_line, v_wanted.for_position,
    concat_ws(', ', v_product.name, v_variant.name), v_wanted.personalisation, v_wanted.quantity,
    v_price, 0, v_product.vat_rate, 0)::sales.order_line;
end
$$;
revoke all on function sales.price_product(events.events, sales.cart_line[], integer) from public;
