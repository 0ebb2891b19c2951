-- Moves a locked refund along its machine and keeps the payment's amounts in step: what fails or is
-- cancelled is no longer on its way back, what is completed has gone back (`p_refunded_at`; null:
-- now) and is booked. Whoever owns the payable hears of every refund that ends; what failed waits
-- for a person, and so does what should have gone back by itself and was stopped.
create or replace function payments.move_refund(
  p_refund payments.refunds,
  p_status payments.refund_status,
  p_refunded_at timestamptz default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_function text;
begin
  update payments.refunds as r
  set status = p_status,
    refunded_at = case p_status when 'refunded' then coalesce(p_refunded_at, v_now) end,
    failed_at = case p_status when 'failed' then v_now end,
    canceled_at = case p_status when 'canceled' then v_now end
  where r.org_id = p_refund.org_id and r.id = p_refund.id;
  if p_status not in ('refunded', 'failed', 'canceled') then
    return;
  end if;
  perform payments.count_refunds(p_refund.org_id, p_refund.payment_id);
  if p_status = 'refunded' then
    perform payments.book_refund(p_refund.org_id, p_refund.id);
  end if;
  if p_refund.provider = 'manual' then
    perform payments.resolve_review(
      p_refund.org_id, p_refund.payment_id, 'refund_by_hand', p_refund.id);
  end if;
  if p_status = 'failed'
    or (p_status = 'canceled' and p_refund.actor_type = 'system' and not p_refund.is_external)
  then
    insert into payments.payment_reviews (org_id, payment_id, reason, data)
    values (p_refund.org_id, p_refund.payment_id, 'refund_failed',
      jsonb_strip_nulls(jsonb_build_object('refund_id', p_refund.id, 'amount', p_refund.amount,
        'status', nullif(p_status, 'failed'))));
  end if;
  select k.refund_ended_function into strict v_function
  from payments.payables as a
  join payments.payable_kinds as k on k.kind = a.kind
  where a.org_id = p_refund.org_id and a.id = p_refund.payable_id;
  execute format('select %s($1, $2, $3)', v_function)
  using p_refund.org_id, p_refund.payable_id, p_refund.id;
end
$$;
revoke all on function payments.move_refund(
  payments.refunds, payments.refund_status, timestamptz
) from public;
