-- Says what is wrong with the shape of a cart: missing_field, too_many_lines, invalid_field or
-- invalid_quantity, with the line, and with the position for products of a ticket. Silent when
-- nothing is.
create or replace function sales.refuse_items(p_items jsonb)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_item record;
  v_registration record;
  v_product record;
  v_data jsonb;
begin
  if coalesce(p_items, 'null') in ('null', '[]') then
    perform core.fail('missing_field', '{"field": "items"}');
  elsif jsonb_typeof(p_items) <> 'array' then
    perform core.fail('invalid_field', '{"field": "items", "reason": "it is not a list"}');
  elsif jsonb_array_length(p_items) > 20 then
    perform core.fail('too_many_lines', jsonb_build_object(
      'lines', jsonb_array_length(p_items), 'max', 20));
  end if;
  for v_item in
    select i.item, i.line from jsonb_array_elements(p_items) with ordinality as i (item, line)
  loop
    v_data := jsonb_build_object('line', v_item.line);
    perform sales.refuse_item(v_item.item, v_data);
    perform sales.refuse_list(v_item.item, 'registrations', 100, v_data);
    for v_registration in
      select r.item, r.position
      from jsonb_array_elements(nullif(v_item.item -> 'registrations', 'null'))
        with ordinality as r (item, position)
    loop
      v_data := jsonb_build_object('line', v_item.line, 'position', v_registration.position);
      perform sales.refuse_list(v_registration.item, 'products', 20, v_data);
      for v_product in
        select '{"quantity": 1}'::jsonb || p.item as item
        from jsonb_array_elements(nullif(v_registration.item -> 'products', 'null')) as p (item)
      loop
        if v_product.item ? 'ticket_type_id' then
          perform core.fail('invalid_field', v_data || jsonb_build_object(
            'field', 'products', 'reason', 'a ticket cannot stand among the products of another'));
        end if;
        perform sales.refuse_item(v_product.item, v_data);
      end loop;
    end loop;
  end loop;
end
$$;
revoke all on function sales.refuse_items(jsonb) from public;
