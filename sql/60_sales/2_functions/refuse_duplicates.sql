-- Raises duplicate_line when a ticket type stands in a cart more than once, with the second line.
create or replace function sales.refuse_duplicates(p_cart sales.cart)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_line integer;
begin
  select min(w.line) into v_line
  from unnest(p_cart.ticket_type_ids) with ordinality as w (ticket_type_id, line)
  where array_position(p_cart.ticket_type_ids, w.ticket_type_id) < w.line;
  if v_line is not null then
    perform core.fail('duplicate_line', jsonb_build_object(
      'ticket_type_id', p_cart.ticket_type_ids[v_line], 'line', v_line));
  end if;
end
$$;
revoke all on function sales.refuse_duplicates(sales.cart) from public;
