-- Locks all payables that a payment has to do with: those that were paid with a credit for it and
-- are paid back from it, the latest first, then its own. Such a payable always comes before the one
-- that its credit is from.
create or replace function payments.lock_payables_of(p_payment payments.payments)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from payments.payables as a
  where a.org_id = p_payment.org_id
    and a.id in (
      select r.payable_id
      from payments.refunds as r
      where r.org_id = p_payment.org_id
        and r.payment_id = p_payment.id
        and r.payable_id <> p_payment.payable_id
    )
  order by a.id desc
  for no key update;
  perform payments.lock_payable(p_payment.org_id, p_payment.payable_id);
end
$$;
revoke all on function payments.lock_payables_of(payments.payments) from public;
