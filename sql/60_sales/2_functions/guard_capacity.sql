-- Raises sold_out when the capacity that a cart needs is not there, as committed. The error names
-- the line, its ticket type and how many are left.
create or replace function sales.guard_capacity(p_org_id uuid, p_cart sales.cart)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_short record;
begin
  v_short := events.find_shortage(p_org_id, p_cart.ticket_type_ids, p_cart.quantities);
  if v_short.ticket_type_id is not null then
    perform core.fail('sold_out', jsonb_build_object(
      'line', array_position(p_cart.ticket_type_ids, v_short.ticket_type_id),
      'ticket_type_id', v_short.ticket_type_id,
      'ticket_type', t.name,
      'quantity', v_short.quantity,
      'available', v_short.available
    ))
    from events.ticket_types as t
    where t.org_id = p_org_id and t.id = v_short.ticket_type_id;
  end if;
end
$$;
revoke all on function sales.guard_capacity(uuid, sales.cart) from public;
