-- Moves a locked refund along its machine and keeps the payment's amounts in step: what fails or is
-- cancelled is no longer on its way back, what is completed has gone back.
create or replace function payments.move_refund(
  p_refund payments.refunds,
  p_status payments.refund_status
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_function text;
begin
  update payments.refunds as r
  set status = p_status,
    refunded_at = case p_status when 'refunded' then core.clock() end
  where r.org_id = p_refund.org_id and r.id = p_refund.id;
  if p_status in ('refunded', 'failed', 'canceled') then
    update payments.payments as p
    set amount_refunding = p.amount_refunding - p_refund.amount,
      amount_refunded = p.amount_refunded
        + case p_status when 'refunded' then p_refund.amount else 0 end
    where p.org_id = p_refund.org_id and p.id = p_refund.payment_id;
  end if;
  if p_status = 'refunded' then
    select k.refunded_function into strict v_function
    from payments.payables as a
    join payments.payable_kinds as k on k.kind = a.kind
    where a.org_id = p_refund.org_id and a.id = p_refund.payable_id;
    execute format('select %s($1, $2)', v_function) using p_refund.org_id, p_refund.payable_id;
  elsif p_status = 'failed' then
    insert into payments.payment_reviews (org_id, payment_id, reason, data)
    values (p_refund.org_id, p_refund.payment_id, 'refund_failed',
      jsonb_build_object('refund_id', p_refund.id, 'amount', p_refund.amount));
  end if;
end
$$;
revoke all on function payments.move_refund(payments.refunds, payments.refund_status) from public;
