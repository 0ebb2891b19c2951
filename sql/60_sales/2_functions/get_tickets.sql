-- The tickets that a token opens, as my_tickets shows them: all that an order yielded for its
-- public token, or one for the token of its own link. Raises missing_field, order_not_found.
create or replace function sales.get_tickets(p_public_token text)
  returns setof jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ticket_id uuid := sales.ticket_of_token(p_public_token);
  v_order sales.orders;
begin
  if v_ticket_id is not null then
    return query
      select sales.ticket_json(t, p_public_token)
      from sales.ticket_instances as t
      where t.id = v_ticket_id;
  else
    v_order := sales.find_order(p_public_token);
    return query
      select sales.ticket_json(t, p_public_token)
      from sales.ticket_instances as t
      join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
      where t.org_id = v_order.org_id and t.order_id = v_order.id and t.transfer_id is null
      order by i.line, t.id;
  end if;
end
$$;
revoke all on function sales.get_tickets(text) from public;
grant execute on function sales.get_tickets(text) to anon, authenticated;
