-- Reads the lines of a cart, [{"ticket_type_id": uuid, "quantity": integer}], in their order.
-- Checks shape only; raises what refuse_items() finds wrong.
create or replace function sales.read_items(p_items jsonb)
  returns sales.cart
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_cart sales.cart;
begin
  -- One test for the usual case; the reasons are looked for only when it fails. Types come first:
  -- a regex on what is no text is neither true nor false, and would count as fine.
  if p_items @@ '
    $.type() == "array" && $.size() >= 1 && $.size() <= 20 && !($[*].type() != "object")
    && !exists ($[*] ? (!(
      @.ticket_type_id.type() == "string"
      && @.ticket_type_id like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" flag "i"
      && @.quantity.type() == "number" && @.quantity >= 1 && @.quantity <= 999
      && @.quantity == @.quantity.floor()
    )))' is not true
  then
    perform sales.refuse_items(p_items);
  end if;
  for v_line in 1..jsonb_array_length(p_items) loop
    v_cart.ticket_type_ids[v_line] := p_items -> (v_line - 1) ->> 'ticket_type_id';
    v_cart.quantities[v_line] := p_items -> (v_line - 1) -> 'quantity';
  end loop;
  if cardinality(v_cart.ticket_type_ids) > 1 then
    perform sales.refuse_duplicates(v_cart);
  end if;
  return v_cart;
end
$$;
revoke all on function sales.read_items(jsonb) from public;
