-- Books what a bank took back of a payment, and what it returned since. The sale stands: whether it
-- is lost is decided elsewhere; until then it is a claim.
create or replace function payments.book_chargeback(p_org_id uuid, p_chargeback_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_chargeback payments.chargebacks;
  v_payment payments.payments;
  v_subject_id uuid;
begin
  select c.* into strict v_chargeback
  from payments.chargebacks as c where c.org_id = p_org_id and c.id = p_chargeback_id;
  select p.* into strict v_payment
  from payments.payments as p where p.org_id = p_org_id and p.id = v_chargeback.payment_id;
  v_subject_id := (payments.books_of(p_org_id, v_chargeback.payable_id, null)).subject_id;
  perform ledger.post(
    p_org_id, 'chargeback', p_chargeback_id, v_subject_id, v_chargeback.received_at,
    v_chargeback.currency,
    payments.money_lines(v_payment, -v_chargeback.amount)
      || row('chargebacks', v_chargeback.amount)::ledger.line,
    v_chargeback.payable_id);
  if v_chargeback.reversed_at is not null then
    perform ledger.post(
      p_org_id, 'chargeback_reversal', p_chargeback_id, v_subject_id, v_chargeback.reversed_at,
      v_chargeback.currency,
      payments.money_lines(v_payment, v_chargeback.amount)
        || row('chargebacks', -v_chargeback.amount)::ledger.line,
      v_chargeback.payable_id);
  end if;
end
$$;
revoke all on function payments.book_chargeback(uuid, uuid) from public;
