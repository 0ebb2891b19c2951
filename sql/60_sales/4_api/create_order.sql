create or replace function public.create_order(
  event_id uuid default null,
  items jsonb default null,
  email text default null,
  purchaser_name text default null,
  language text default null,
  idempotency_key text default null,
  return_url text default null,
  promo_code text default null,
  accept_terms boolean default null,
  invoice_details jsonb default null,
  waitlist_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.create_order(
    create_order.event_id,
    create_order.items,
    create_order.email,
    create_order.purchaser_name,
    create_order.language,
    create_order.idempotency_key,
    create_order.return_url,
    create_order.promo_code,
    create_order.accept_terms,
    create_order.invoice_details,
    create_order.waitlist_token
  )
$$;
revoke all on function
  public.create_order(uuid, jsonb, text, text, text, text, text, text, boolean, jsonb, text)
  from public;
grant execute on function
  public.create_order(uuid, jsonb, text, text, text, text, text, text, boolean, jsonb, text)
  to anon, authenticated;
comment on function
  public.create_order(uuid, jsonb, text, text, text, text, text, text, boolean, jsonb, text) is
  'Places an order, as a guest or signed in. items: [{ticket_type_id, quantity, registrations?: [{first_name, last_name, birth_date, …, wave_id, licence_number, answers: {question_id: value}, waiver: {version, accepted_by, is_guardian}, team_name, products: [{product_id, variant_id, quantity, personalisation}]}]} or {product_id, variant_id, quantity, personalisation}]; a unit_amount in a line is the price that the buyer saw. Registrations are needed where get_event says so. language: nl or en. With invoice_details ({} or as in request_invoice) the buyer gets an invoice. With the waitlist_token of somebody who was offered places the order takes these, or some of them. Send an idempotency_key so that a repeat is no second order. Returns {order_id, order_number, status, public_token, checkout_url, expires_at, total_amount, currency}, amounts in cents; keep public_token, it shows the order to its guest. A free order is paid at once; for another one get the checkout_url from POST /functions/v1/create-payment, or use create-order-public, which does both. Errors: missing_field, invalid_field, invalid_email, invalid_quantity, duplicate_line, too_many_lines, event_not_found, event_is_over, org_suspended, terms_not_accepted, ticket_type_not_found, sales_not_started, sales_ended, quantity_below_minimum, quantity_above_maximum, sold_out, price_changed, product_not_found, product_not_for_this, product_missing, variant_missing, variant_not_found, personalisation_missing, product_sold_out, promo_code_not_found, promo_code_not_started, promo_code_ended, promo_code_not_applicable, promo_code_used_up, promo_code_needs_post, rate_limited, wave_full, amount_too_large, waitlist_entry_not_found, offer_not_open, offer_not_used, offer_too_small, idempotency_key_reused, try_again, and those of registrations.';
