-- Writes the offer of a locked ticket, with who offers it: its participant where they have an
-- address, else whoever got it, by their order or by a transfer. Fee and deadline are those of this
-- moment. It has no token yet: sales.offer_ticket() makes one. Raises invalid_field.
create or replace function sales.insert_transfer(
  p_ticket sales.ticket_instances,
  p_order sales.orders,
  p_event events.events,
  p_email text,
  p_language text
)
  returns sales.ticket_transfers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_settings events.event_settings := events.settings_of(p_event);
  v_transfer sales.ticket_transfers;
begin
  select
    p.id, coalesce(p.email, b.to_email, p_order.email),
    coalesce(p.first_name || ' ' || p.last_name, p_order.purchaser_name),
    coalesce(p.language, b.to_language, p_order.language)
  into
    v_transfer.from_participant, v_transfer.from_email, v_transfer.from_name,
    v_transfer.from_language
  from sales.registrations as r
  left join sales.participants as p
    on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
  left join sales.ticket_transfers as b on b.org_id = r.org_id and b.id = r.transfer_id
  where r.org_id = p_ticket.org_id and r.id = p_ticket.registration_id;
  if p_email = v_transfer.from_email then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'to_email', 'reason', 'it is the address of who has the ticket'));
  end if;
  insert into sales.ticket_transfers (
    org_id, event_id, registration_id, from_ticket, from_user, from_participant, from_email,
    from_name, from_language, to_email, to_language, token_hash, fee_amount, fee_vat_rate,
    expires_at
  ) values (
    p_ticket.org_id, p_ticket.event_id, p_ticket.registration_id, p_ticket.id, auth.uid(),
    v_transfer.from_participant, v_transfer.from_email, v_transfer.from_name,
    v_transfer.from_language, p_email, p_language, core.token_hash(core.new_token()),
    v_settings.transfer_fee, v_settings.change_fee_vat_rate,
    least(
      sales.transfers_close_at(p_event),
      core.clock() + make_interval(days => core.setting('sales.transfer_days')::integer))
  )
  returning * into v_transfer;
  return v_transfer;
end
$$;
revoke all on function sales.insert_transfer(
  sales.ticket_instances, sales.orders, events.events, text, text
) from public;
