-- What it would cost to have another ticket type for a ticket, by its holder: {price, fee_amount,
-- to_pay, paid_back}, and why it cannot be had, as {refusal: {code, message, …}}.
create or replace function sales.price_of_option(
  p_order sales.orders,
  p_event events.events,
  p_sold sales.orders,
  p_ticket sales.ticket_instances,
  p_ticket_type_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_settings events.event_settings;
  v_fee integer;
  v_terms sales.change_terms;
  v_offer sales.offer;
  v_detail text;
  v_price jsonb := '{}';
begin
  select s.* into strict v_settings
  from events.event_settings as s
  where s.org_id = p_sold.org_id and s.event_id = p_sold.event_id;
  v_fee := case p_order.purpose when 'swap' then v_settings.swap_fee else v_settings.deferral_fee end;
  begin
    v_terms := sales.price_change(
      p_order, p_event, p_sold, p_ticket,
      jsonb_build_array(jsonb_build_object('ticket_type_id', p_ticket_type_id, 'quantity', 1)),
      v_fee, v_settings.change_fee_vat_rate);
    v_offer := v_terms.offer;
    v_price := jsonb_build_object(
      'price', (v_offer.lines[1]).unit_amount,
      'fee_amount', v_fee,
      'to_pay', v_offer.total_amount - v_terms.credit_amount,
      'paid_back', case when v_settings.swap_refunds_difference then v_terms.rest_amount else 0 end);
    perform sales.guard_demand(p_event, v_offer);
  exception
    when sqlstate 'PT400' or sqlstate 'PT404' or sqlstate 'PT409' or sqlstate 'PT422' then
      get stacked diagnostics v_detail = pg_exception_detail;
      v_price := v_price || jsonb_build_object(
        'refusal', v_detail::jsonb || jsonb_build_object('message', sqlerrm));
  end;
  return v_price;
end
$$;
revoke all on function sales.price_of_option(
  sales.orders, events.events, sales.orders, sales.ticket_instances, uuid
) from public;
