-- Places an order: for anyone, on the published events of anyone. Prices are ours, capacity is held
-- at once, all lines or none. A free order is settled at once.
--
-- Returns {order_id, order_number, status, public_token, checkout_url, expires_at, total_amount,
-- currency}. With an idempotency key a repeat makes nothing and gets the same answer, with the
-- status that the order has by then; the key belongs to the org of the event. With the token of a
-- waitlist's entry the order takes over the places that the entry was offered. Raises the errors of
-- place_order() and try_promo_code(), which may answer its refusal, terms_not_accepted, those of
-- find_offer(), and those of the buyer's fields and of read_buyer(). Locks: the key, the entry with
-- its offer, then capacity pools, last.
--
-- Carts come as arrays, whose length the planner would look at anew on every call: planning cost
-- more than doing, hence the generic plans (here and for all that is called from here).
create or replace function sales.create_order(
  p_event_id uuid,
  p_items jsonb,
  p_email text,
  p_purchaser_name text,
  p_language text,
  p_idempotency_key text,
  p_return_url text,
  p_promo_code text default null,
  p_accept_terms boolean default null,
  p_invoice_details jsonb default null,
  p_waitlist_token text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_user_id uuid := auth.uid();
  v_key text := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_request jsonb;
  v_response jsonb;
  v_event events.events;
  v_settings events.event_settings;
  v_waitlist_offer sales.waitlist_offers;
  v_order sales.orders;
  v_token text;
  v_buyer invoicing.buyers;
begin
  if v_user_id is not null then
    perform core.act_as('guest');
  end if;
  v_order.email := core.require_email('email', p_email);
  v_order.purchaser_name := core.optional_text('purchaser_name', p_purchaser_name, 200);
  v_order.language := core.request_language(p_language);
  if p_return_url is not null then
    v_order.return_url := core.read_return_url(p_return_url);
  end if;
  if p_invoice_details is not null then
    v_buyer := invoicing.read_buyer(p_invoice_details);
  end if;
  if v_key is not null and p_event_id is not null then
    select e.* into v_event from events.events as e where e.id = p_event_id;
    v_request := jsonb_build_object(
      'event_id', p_event_id, 'items', p_items, 'email', v_order.email,
      'purchaser_name', v_order.purchaser_name, 'user_id', v_user_id,
      'promo_code', p_promo_code, 'invoice_details', p_invoice_details);
    if p_waitlist_token is not null then
      v_request := v_request || jsonb_build_object('waitlist_token', p_waitlist_token);
    end if;
    v_response := sales.begin_order(v_event.org_id, 'create_order', v_key, v_request);
    if v_response is not null then
      return v_response;
    end if;
  end if;

  v_event := sales.find_event_on_sale(p_event_id);
  v_settings := events.settings_of(v_event);
  if coalesce(v_settings.terms_nl, v_settings.terms_en) is not null then
    if p_accept_terms is not true then
      perform core.fail('terms_not_accepted', jsonb_build_object('event_id', p_event_id));
    end if;
    v_order.terms_version := v_settings.terms_version;
  end if;
  if p_promo_code is not null then
    v_response := sales.try_promo_code(v_event, p_promo_code);
    if v_response is not null then
      return v_response;
    end if;
  end if;
  if p_waitlist_token is not null then
    v_waitlist_offer := sales.find_offer(v_event, p_waitlist_token);
  end if;
  v_order.user_id := v_user_id;
  v_order.settlement := 'provider';
  v_order.id := core.new_id();
  v_token := core.public_token(v_event.org_id, v_order.id);
  v_order.public_token_hash := core.token_hash(v_token);
  v_order.idempotency_key := v_key;
  v_order := sales.place_order(
    v_event, v_settings, v_order, p_items, p_promo_code,
    make_interval(mins => v_settings.hold_minutes), v_waitlist_offer);
  if p_invoice_details is not null then
    perform sales.want_invoice(v_order, v_buyer);
  end if;
  return sales.finish_order(v_order, 'create_order', v_request, v_token);
end
$$;
revoke all on function sales.create_order(
  uuid, jsonb, text, text, text, text, text, text, boolean, jsonb, text
) from public;
grant execute on function sales.create_order(
  uuid, jsonb, text, text, text, text, text, text, boolean, jsonb, text
)
  to anon, authenticated;
