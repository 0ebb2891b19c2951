-- Places the order of the fee that accepting a locked transfer costs, and keeps who takes over
-- until it is paid: then sales.settle_transfer() carries the transfer out. Raises org_suspended:
-- a transfer that costs nothing goes on, a fee is a sale.
create or replace function sales.ask_transfer_fee(
  p_transfer sales.ticket_transfers,
  p_event events.events,
  p_entry sales.entry
)
  returns sales.ticket_transfers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_settings events.event_settings := events.settings_of(p_event);
  v_order sales.orders;
  v_transfer sales.ticket_transfers;
begin
  perform tenancy.guard_not_suspended(p_transfer.org_id);
  v_order.org_id := p_transfer.org_id;
  v_order.event_id := p_transfer.event_id;
  v_order.purpose := 'transfer';
  v_order.change_ticket_id := p_transfer.from_ticket;
  v_order.user_id := p_transfer.to_user;
  v_order.email := p_transfer.to_email;
  v_order.purchaser_name := nullif(concat_ws(
    ' ', p_entry.participant ->> 'first_name', p_entry.participant ->> 'last_name'), '');
  v_order.language := p_transfer.to_language;
  v_order.settlement := 'provider';
  v_order := sales.place_change(
    v_order,
    sales.add_fee(
      null, 'transfer', v_order.language, p_transfer.fee_amount, p_transfer.fee_vat_rate),
    make_interval(mins => v_settings.hold_minutes));
  update sales.ticket_transfers as t
  set status = 'paying', order_id = v_order.id, entry = to_jsonb(p_entry),
    to_user = p_transfer.to_user, to_language = p_transfer.to_language
  where t.org_id = p_transfer.org_id and t.id = p_transfer.id
  returning t.* into v_transfer;
  return v_transfer;
end
$$;
revoke all on function sales.ask_transfer_fee(
  sales.ticket_transfers, events.events, sales.entry
) from public;
