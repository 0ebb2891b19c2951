-- Sends an amount of a payment back for a payable, its own or one that was paid with a credit for
-- it: writes the refund and, after commit, lets a worker tell the
-- provider. Money that the provider cannot send waits in review for a person, who sends it and
-- records that. The caller has locked the payable, and knows that so much is left.
--
-- The provider takes an equal refund of the same payment within an hour for a slip and refuses it:
-- such a one is sent when that time has passed, by the sweep payments.send_refunds.
create or replace function payments.place_refund(
  p_payable_id uuid,
  p_payment payments.payments,
  p_amount integer,
  p_reason text,
  p_idempotency_key uuid,
  p_actor_type core.actor_type,
  p_internal_note text default null,
  p_retry_of uuid default null
)
  returns payments.refunds
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_by_itself boolean := payments.goes_back_by_itself(p_payment);
  v_send_at timestamptz;
  v_refund payments.refunds;
begin
  if v_by_itself then
    select greatest(v_now, max(r.send_at) + interval '65 minutes') into v_send_at
    from payments.refunds as r
    where r.org_id = p_payment.org_id and r.payment_id = p_payment.id and r.amount = p_amount
      and r.status not in ('failed', 'canceled');
  end if;
  update payments.payments as p
  set amount_refunding = p.amount_refunding + p_amount
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  insert into payments.refunds (
    org_id, payable_id, payment_id, provider, amount, currency, reason, internal_note,
    idempotency_key, created_by, actor_type, send_at, retry_of
  ) values (
    p_payment.org_id, p_payable_id, p_payment.id,
    case when v_by_itself then 'mollie' else 'manual' end, p_amount, p_payment.currency, p_reason,
    p_internal_note, p_idempotency_key, case when p_actor_type <> 'system' then auth.uid() end,
    p_actor_type, v_send_at, p_retry_of
  )
  returning * into v_refund;
  if not v_by_itself then
    insert into payments.payment_reviews (org_id, payment_id, reason, data)
    values (p_payment.org_id, p_payment.id, 'refund_by_hand', jsonb_strip_nulls(jsonb_build_object(
      'refund_id', v_refund.id, 'amount', p_amount, 'currency', p_payment.currency,
      'method', p_payment.method, 'because', p_reason)));
  elsif v_send_at <= v_now then
    v_refund := payments.send_refund(v_refund);
  end if;
  return v_refund;
end
$$;
revoke all on function payments.place_refund(
  uuid, payments.payments, integer, text, uuid, core.actor_type, text, uuid
) from public;
