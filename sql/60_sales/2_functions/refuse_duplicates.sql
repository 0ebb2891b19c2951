-- Raises duplicate_line when a ticket type, or the same product for the same ticket, stands in a
-- cart more than once, with the later line.
create or replace function sales.refuse_duplicates(p_lines sales.cart_line[])
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_twin record;
begin
  select coalesce(l.for_line, l.number) as line, l.ticket_type_id, l.product_id into v_twin
  from (
    select
      w.*,
      row_number() over (
        partition by
          w.ticket_type_id, w.product_id, w.variant_id, w.for_line, w.for_position,
          w.personalisation
        order by w.number
      ) as appearance
    from unnest(p_lines) with ordinality as w (
      kind, ticket_type_id, product_id, variant_id, for_line, for_position, quantity, unit_amount,
      personalisation, number
    )
  ) as l
  where l.appearance > 1
  order by l.number
  limit 1;
  if found then
    perform core.fail('duplicate_line', jsonb_strip_nulls(jsonb_build_object(
      'line', v_twin.line, 'ticket_type_id', v_twin.ticket_type_id,
      'product_id', v_twin.product_id,
      'what', coalesce(v_twin.ticket_type_id, v_twin.product_id))));
  end if;
end
$$;
revoke all on function sales.refuse_duplicates(sales.cart_line[]) from public;
