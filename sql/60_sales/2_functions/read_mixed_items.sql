-- Reads a cart with products or registrations, whose shape refuse_items() has found good. Products
-- that go with tickets come after the lines of the cart, so that these keep their numbers.
create or replace function sales.read_mixed_items(p_items jsonb)
  returns sales.cart_line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select array_agg(
      row(
        case when l.item ? 'ticket_type_id' then 'ticket' else 'product' end,
        l.item ->> 'ticket_type_id',
        l.item ->> 'product_id',
        l.item ->> 'variant_id',
        l.for_line,
        l.for_position,
        coalesce(l.item ->> 'quantity', '1'),
        l.item ->> 'unit_amount',
        nullif(btrim(l.item ->> 'personalisation'), '')
      )::sales.cart_line
      order by l.for_line nulls first, l.for_position, l.number
    )
    from (
      select i.item, null::smallint as for_line, null::smallint as for_position, i.number
      from jsonb_array_elements(p_items) with ordinality as i (item, number)
      union all
      select p.item, i.line, r.position, p.number
      from jsonb_array_elements(p_items) with ordinality as i (item, line)
      cross join jsonb_array_elements(i.item -> 'registrations') with ordinality as r (item, position)
      cross join jsonb_array_elements(r.item -> 'products') with ordinality as p (item, number)
    ) as l
  );
end
$$;
revoke all on function sales.read_mixed_items(jsonb) from public;
