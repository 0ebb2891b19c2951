-- The VAT in the fees for changing tickets of an order: that of the event which asks them.
create or replace function sales.change_fee_vat_rate(p_order sales.orders)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select s.change_fee_vat_rate
    from events.event_settings as s
    where s.org_id = p_order.org_id and s.event_id = p_order.event_id
  );
end
$$;
revoke all on function sales.change_fee_vat_rate(sales.orders) from public;
