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
  v_books record;
begin
  select c.* into strict v_chargeback
  from payments.chargebacks as c where c.org_id = p_org_id and c.id = p_chargeback_id;
  select p.* into strict v_payment
  from payments.payments as p where p.org_id = p_org_id and p.id = v_chargeback.payment_id;
  v_books := payments.books_of(p_org_id, v_chargeback.payable_id, null);
  perform ledger.post(
    p_org_id, s.cause, p_chargeback_id, v_books.subject_id, s.occurred_at, v_chargeback.currency,
    case when v_books.is_for_platform then payments.lines_for_platform(s.lines) else s.lines end,
    v_chargeback.payable_id)
  from (
    select m.cause, m.occurred_at,
      payments.money_lines(v_payment, -m.amount) || row('chargebacks', m.amount)::ledger.line
        as lines
    from (values
      ('chargeback', v_chargeback.received_at, v_chargeback.amount),
      ('chargeback_reversal', v_chargeback.reversed_at, -v_chargeback.amount)
    ) as m (cause, occurred_at, amount)
    where m.occurred_at is not null
  ) as s;
end
$$;
revoke all on function payments.book_chargeback(uuid, uuid) from public;
