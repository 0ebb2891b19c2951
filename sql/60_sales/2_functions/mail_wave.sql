-- Mails whoever has a ticket that it starts in another wave: the buyer, with all tickets of the
-- order, or who got it by a transfer.
create or replace function sales.mail_wave(
  p_order sales.orders,
  p_ticket sales.ticket_instances
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_ticket.transfer_id is null then
    perform sales.mail_order(p_order, 'email.wave_changed');
  else
    perform core.emit(
      p_order.org_id, 'transfer:' || p_ticket.transfer_id, 'email.wave_changed',
      jsonb_build_object('ticket_instance_id', p_ticket.id));
  end if;
end
$$;
revoke all on function sales.mail_wave(sales.orders, sales.ticket_instances) from public;
