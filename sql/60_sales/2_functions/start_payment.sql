-- Opens an attempt to pay an order, for the worker that then calls the provider; the open attempt
-- comes back when there is one. An order that failed, was cancelled or has expired is reopened for
-- it: its capacity is taken again, at the price that was quoted, while the sale and the time for
-- retries last. One by staff can be paid online until its deadline, and is not reopened.
--
-- Returns {payment_id, order_id, org_id, order_number, amount, currency, description, language,
-- return_url, provider_payment_id, checkout_url}, or null for a token that shows no order. Raises
-- org_suspended, order_already_paid, order_not_payable, sold_out and the errors of the sale. Locks:
-- payable, order, payment, pools.
create or replace function sales.start_payment(p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_order sales.orders;
  v_attempt payments.payments;
  v_title text;
begin
  select o.* into v_order
  from sales.orders as o
  where o.public_token_hash = core.token_hash(p_public_token);
  if not found then
    return null;
  end if;
  perform core.act_as('guest');
  perform tenancy.guard_not_suspended(v_order.org_id);
  v_order := sales.lock_order(v_order.org_id, v_order.id);
  if v_order.status in ('paid', 'partially_refunded') then
    perform core.fail('order_already_paid');
  elsif v_order.status in ('overbooked', 'refunded')
    or (v_order.status = 'pending' and v_order.expires_at <= core.clock())
    or (v_order.status <> 'pending' and v_order.settlement <> 'provider')
    or (v_order.status <> 'pending' and v_order.created_at < core.clock()
      - make_interval(hours => core.setting('sales.retry_hours')::integer))
  then
    perform core.fail('order_not_payable', jsonb_build_object('status',
      case v_order.status when 'pending' then 'expired' else v_order.status end));
  end if;
  v_attempt := payments.start_attempt(v_order.org_id, v_order.id, v_order.return_url);
  select e.title into strict v_title
  from events.events as e
  where e.org_id = v_order.org_id and e.id = v_order.event_id;
  if v_order.status = 'pending' then
    update sales.orders as o
    set checkout_session_id = v_attempt.id
    where o.org_id = v_order.org_id and o.id = v_order.id
      and o.checkout_session_id is distinct from v_attempt.id;
  else
    perform sales.reopen_order(v_order, v_attempt.id);
  end if;
  return jsonb_build_object(
    'payment_id', v_attempt.id,
    'order_id', v_order.id,
    'org_id', v_order.org_id,
    'order_number', v_order.order_number,
    'amount', v_attempt.amount,
    'currency', v_attempt.currency,
    'description', left(v_order.order_number || ' ' || v_title, 255),
    'language', v_order.language,
    'return_url', v_attempt.return_url,
    'provider_payment_id', v_attempt.provider_payment_id,
    'checkout_url', v_attempt.checkout_url
  );
end
$$;
revoke all on function sales.start_payment(text) from public;
