-- The account of the books that a line of an order is sold on.
create or replace function sales.account_of(p_kind sales.item_kind)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return case p_kind
    when 'ticket' then 'ticket_sales'
    when 'product' then 'product_sales'
    when 'fee' then 'change_fees'
  end;
end
$$;
revoke all on function sales.account_of(sales.item_kind) from public;
