-- One ticket type that a ticket could become: {ticket_type_id, name, is_current, waves, price,
-- fee_amount, to_pay, paid_back, reason, message, needs}. `reason` is the slug of the error with
-- which it would be refused, whatever its registration says; `needs` is what that must still say
-- first, {code, …}. Of the ticket type that the ticket has, another wave costs nothing.
create or replace function sales.change_option(
  p_order sales.orders,
  p_event events.events,
  p_sold sales.orders,
  p_ticket sales.ticket_instances,
  p_registration sales.registrations,
  p_ticket_type events.ticket_types
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_is_current boolean := p_ticket_type.id = p_ticket.ticket_type_id;
  v_waves jsonb := sales.waves_of_option(p_registration, p_ticket_type);
  v_price jsonb := '{}';
  v_refusal jsonb;
  v_needs jsonb;
begin
  if v_is_current then
    if not v_waves @? '$[*] ? (@.is_current == false && @.is_full == false)' then
      v_refusal := '{"code": "wave_full"}';
    end if;
  else
    v_price := sales.price_of_option(p_order, p_event, p_sold, p_ticket, p_ticket_type.id);
    v_refusal := v_price -> 'refusal';
    v_needs := sales.needs_of_option(
      p_registration, p_event, p_ticket_type.id, (v_waves #>> '{0,wave_id}')::uuid);
    if v_refusal ->> 'code' = 'product_missing' then
      v_needs := v_refusal - 'message';
      v_refusal := null;
    elsif v_needs ->> 'code' in ('too_young', 'too_old') then
      v_refusal := coalesce(v_refusal, v_needs);
      v_needs := null;
    end if;
  end if;
  return jsonb_build_object(
    'ticket_type_id', p_ticket_type.id,
    'name', p_ticket_type.name,
    'is_current', v_is_current,
    'waves', v_waves,
    'price', v_price -> 'price',
    'fee_amount', coalesce((v_price ->> 'fee_amount')::integer, 0),
    'to_pay', case when v_is_current then 0 else (v_price ->> 'to_pay')::integer end,
    'paid_back', coalesce((v_price ->> 'paid_back')::integer, 0),
    'reason', v_refusal ->> 'code',
    'message', v_refusal ->> 'message',
    'needs', v_needs);
end
$$;
revoke all on function sales.change_option(
  sales.orders, events.events, sales.orders, sales.ticket_instances, sales.registrations,
  events.ticket_types
) from public;
