-- Moves a locked payment to the status that the provider reports, and lets the payable's kind do
-- what follows: settle what is paid, release what ended unpaid. Outcomes as in
-- apply_provider_payment(); by the result `overbooked` or `surplus` the caller knows that the money
-- must go back.
create or replace function payments.move_payment(
  p_payment payments.payments,
  p_provider jsonb,
  out outcome text,
  out result text
)
  returns record
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_status payments.payment_status;
  v_mismatch text;
  v_kind payments.payable_kinds;
begin
  outcome := 'applied';
  if not pg_input_is_valid(p_provider ->> 'status', 'payments.payment_status') then
    outcome := 'ignored';
    return;
  end if;
  v_status := (p_provider ->> 'status')::payments.payment_status;
  if v_status = p_payment.status then
    return;
  end if;
  if not exists (
    select 1 from core.transitions as t
    where t.machine = 'payment' and t.from_state = p_payment.status::text
      and t.to_state = v_status::text
  ) then
    outcome := 'ignored';
    return;
  end if;
  if v_status in ('paid', 'authorized') then
    v_mismatch := payments.mismatch(p_payment, p_provider);
  end if;
  update payments.payments as p
  set status = v_status,
    method = p_provider ->> 'method',
    amount_captured = case when v_status = 'paid' and v_mismatch is null then p.amount else 0 end,
    checked_at = v_now,
    check_at = case when v_status in ('pending', 'authorized') then v_now + interval '1 hour' end,
    paid_at = case v_status when 'paid' then v_now end,
    canceled_at = case v_status when 'canceled' then v_now end,
    expired_at = case v_status when 'expired' then v_now end,
    failed_at = case v_status when 'failed' then v_now end
  where p.org_id = p_payment.org_id and p.id = p_payment.id
  returning p.* into p_payment;
  if v_mismatch is not null then
    perform payments.review_payment(p_payment, p_provider, v_mismatch);
    outcome := 'review';
    return;
  end if;

  if v_status = 'paid' then
    result := payments.settle_payment(p_payment);
  elsif v_status in ('failed', 'canceled', 'expired')
    and not payments.has_live_payment(p_payment.org_id, p_payment.payable_id)
  then
    select k.* into strict v_kind
    from payments.payables as a
    join payments.payable_kinds as k on k.kind = a.kind
    where a.org_id = p_payment.org_id and a.id = p_payment.payable_id;
    execute format('select %s($1, $2, $3)', v_kind.release_function)
    using p_payment.org_id, p_payment.payable_id, v_status::text;
    result := 'released';
  end if;
end
$$;
revoke all on function payments.move_payment(payments.payments, jsonb) from public;
