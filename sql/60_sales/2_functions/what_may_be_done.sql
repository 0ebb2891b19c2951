-- What the caller may do with a ticket now, and if not, why: the slug that they would be refused
-- with. {transfer, swap, deferral: {allowed, reason, until, fee_amount}, cancel: {allowed, reason,
-- until, refund_amount}, edit: {allowed, reason, until}}.
create or replace function sales.what_may_be_done(
  p_ticket sales.ticket_instances,
  p_order sales.orders,
  p_event events.events,
  p_registration sales.registrations,
  p_public_token text
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_settings events.event_settings := events.settings_of(p_event);
  v_is_theirs boolean := p_registration.id is not null
    and sales.speaks_for(p_registration, p_public_token);
  v_transfer text;
  v_swap text;
  v_deferral text;
  v_edit text;
  v_cancel text := 'not_found';
  v_terms sales.cancellation;
begin
  if v_is_theirs then
    v_terms := sales.cancellation_of(p_registration, p_order);
    v_cancel := case when v_terms.obstacle is not null then 'registration_not_cancellable' end;
  end if;
  v_swap := case when v_is_theirs then sales.why_not_changeable(p_ticket, p_event, 'swap')
    else 'not_found' end;
  v_deferral := case when v_is_theirs
    then sales.why_not_changeable(p_ticket, p_event, 'deferral') else 'not_found' end;
  v_transfer := case when v_is_theirs then coalesce(
    sales.why_not_transferable(p_ticket, p_order, p_event),
    (
      select 'transfer_pending'
      from sales.ticket_transfers as t
      where t.org_id = p_ticket.org_id and t.from_ticket = p_ticket.id
        and t.status in ('pending', 'paying')
    )) else 'not_found' end;
  v_edit := case when not v_is_theirs then 'not_found'
    when not sales.is_editable(p_registration, p_event) then 'registration_not_editable' end;
  return jsonb_build_object(
    'transfer', jsonb_build_object(
      'allowed', v_transfer is null, 'reason', v_transfer,
      'until', nullif(sales.transfers_close_at(p_event), 'infinity'),
      'fee_amount', v_settings.transfer_fee),
    'swap', jsonb_build_object(
      'allowed', v_swap is null, 'reason', v_swap,
      'until', coalesce(v_settings.swaps_close_at, p_event.starts_at),
      'fee_amount', v_settings.swap_fee),
    'deferral', jsonb_build_object(
      'allowed', v_deferral is null, 'reason', v_deferral,
      'until', coalesce(v_settings.deferrals_close_at, p_event.starts_at),
      'fee_amount', v_settings.deferral_fee),
    'cancel', jsonb_build_object(
      'allowed', v_cancel is null, 'reason', v_cancel, 'until', v_terms.closes_at,
      'refund_amount', case when v_cancel is null then v_terms.refund_amount else 0 end),
    'edit', jsonb_build_object(
      'allowed', v_edit is null, 'reason', v_edit, 'until', sales.edits_close_at(p_event))
  );
end
$$;
revoke all on function sales.what_may_be_done(
  sales.ticket_instances, sales.orders, events.events, sales.registrations, text
) from public;
