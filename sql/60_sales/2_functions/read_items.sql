-- Reads a cart: its lines in their order, then the products that go with its tickets. Checks shape
-- only; raises what refuse_items() finds wrong, and duplicate_line.
--
-- A line is {"ticket_type_id", "quantity"} or {"product_id", "quantity"}, with "variant_id",
-- "personalisation" and "unit_amount", the price that the buyer saw. The products of a ticket stand
-- in its registration; see sales.check_registrations() for the rest of those.
create or replace function sales.read_items(p_items jsonb)
  returns sales.cart_line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_lines sales.cart_line[];
begin
  -- One test for the usual case; the reasons are looked for only when it fails. Types come first:
  -- a regex on what is no text is neither true nor false, and would count as fine.
  if p_items @@ '
    $.type() == "array" && $.size() >= 1 && $.size() <= 20 && !($[*].type() != "object")
    && !exists ($[*].product_id) && !exists ($[*].registrations) && !exists ($[*].unit_amount)
    && !exists ($[*] ? (!(
      @.ticket_type_id.type() == "string"
      && @.ticket_type_id like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" flag "i"
      && @.quantity.type() == "number" && @.quantity >= 1 && @.quantity <= 999
      && @.quantity == @.quantity.floor()
    )))'
  then
    for v_line in 1..jsonb_array_length(p_items) loop
      v_lines[v_line] := row(
        'ticket', p_items -> (v_line - 1) ->> 'ticket_type_id', null, null, null, null,
        p_items -> (v_line - 1) -> 'quantity', null, null)::sales.cart_line;
    end loop;
  else
    perform sales.refuse_items(p_items);
    v_lines := sales.read_mixed_items(p_items);
  end if;
  if cardinality(v_lines) > 1 then
    perform sales.refuse_duplicates(v_lines);
  end if;
  return v_lines;
end
$$;
revoke all on function sales.read_items(jsonb) from public;
