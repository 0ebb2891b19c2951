-- Whether refunds of an order give its service fee back, when whoever refunds does not say.
create or replace function sales.gives_fees_back(p_order sales.orders)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select s.refunds_include_fees
    from events.event_settings as s
    where s.org_id = p_order.org_id and s.event_id = p_order.event_id
  );
end
$$;
revoke all on function sales.gives_fees_back(sales.orders) from public;
