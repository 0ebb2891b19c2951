-- Places an order for somebody else, by staff with orders.create: the same cart at the same prices,
-- under the same rules and in the same places as create_order(). How it is settled:
--   complimentary  costs nothing: all of its price is discount; needs orders.give_away too
--   cash           is paid here and now
--   invoice, bank  holds its places until it is paid, by record_manual_payment() or online by its
--                  buyer: for 14 days but not beyond the start of the event, or `p_hold_minutes`
-- What is settled has its tickets at once. The buyer is a guest: the order belongs to no user; the
-- audit log tells who of the staff placed it.
--
-- Returns what create_order() returns. With an idempotency key a repeat makes nothing. Locks: the
-- key, then capacity pools, last.
create or replace function sales.create_staff_order(
  p_event_id uuid,
  p_items jsonb,
  p_email text,
  p_purchaser_name text,
  p_language text,
  p_settlement text,
  p_promo_code text,
  p_note text,
  p_idempotency_key text,
  p_hold_minutes integer,
  p_invoice_details jsonb default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_order sales.orders;
  v_request jsonb;
  v_response jsonb;
  v_buyer invoicing.buyers;
begin
  perform core.require_id('event_id', p_event_id);
  select e.* into v_event from events.events as e where e.id = p_event_id and e.deleted_at is null;
  perform tenancy.authorise(v_event.org_id, 'orders.create', 'event', p_event_id);
  v_order.settlement := sales.read_settlement(p_settlement);
  if v_order.settlement = 'complimentary' then
    perform tenancy.authorise(v_event.org_id, 'orders.give_away', 'event', p_event_id);
    if p_promo_code is not null then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'promo_code', 'reason', 'a complimentary order costs nothing as it is'));
    end if;
  end if;
  v_order.email := core.require_email('email', p_email);
  v_order.purchaser_name := core.optional_text('purchaser_name', p_purchaser_name, 200);
  v_order.language := core.request_language(p_language);
  -- A note may have several lines.
  perform core.optional_text('note', translate(p_note, E'\n\r\t', '   '), 2000);
  v_order.idempotency_key := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_order.note := nullif(btrim(p_note), '');
  if p_invoice_details is not null then
    v_buyer := invoicing.read_buyer(p_invoice_details);
  end if;
  v_request := jsonb_build_object(
    'event_id', p_event_id, 'items', p_items, 'email', v_order.email,
    'purchaser_name', v_order.purchaser_name, 'settlement', p_settlement,
    'promo_code', p_promo_code, 'note', v_order.note, 'hold_minutes', p_hold_minutes,
    'invoice_details', p_invoice_details);
  if v_order.idempotency_key is not null then
    v_response := sales.begin_order(
      v_event.org_id, 'create_staff_order', v_order.idempotency_key, v_request);
    if v_response is not null then
      return v_response;
    end if;
  end if;

  v_event := sales.find_event_on_sale(p_event_id);
  v_order := sales.place_order(
    v_event, events.settings_of(v_event), v_order, p_items, p_promo_code,
    sales.staff_hold(v_event, v_order.settlement, p_hold_minutes));
  if v_order.status = 'pending' then
    perform sales.mail_order(v_order, 'email.order_reserved');
  end if;
  if p_invoice_details is not null then
    perform sales.want_invoice(v_order, v_buyer);
  elsif v_order.settlement = 'invoice' then
    perform invoicing.note_change(v_order.org_id, v_order.id);
  end if;
  return sales.finish_order(v_order, 'create_staff_order', v_request);
end
$$;
revoke all on function sales.create_staff_order(
  uuid, jsonb, text, text, text, text, text, text, text, integer, jsonb
) from public;
grant execute on function sales.create_staff_order(
  uuid, jsonb, text, text, text, text, text, text, text, integer, jsonb
) to authenticated;
