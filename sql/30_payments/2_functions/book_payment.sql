-- Books money that has come in: for what its payable was sold for when it settled that, else as
-- money that goes back or waits for a person. Where it was booked in that way already, settling it
-- later moves it on. What was accepted above or below the price is a difference.
create or replace function payments.book_payment(
  p_payment payments.payments,
  p_is_settled boolean,
  p_amount integer,
  p_currency text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_books record := payments.books_of(p_payment.org_id, p_payment.payable_id, null);
  v_waiting ledger.line[] := array[row('unallocated', p_amount)::ledger.line];
  v_for ledger.line[] := array[row('unallocated', -p_amount)::ledger.line];
  v_money ledger.line[] := payments.money_lines(p_payment, p_amount);
  v_rest bigint;
begin
  if p_payment.application_fee_amount > 0 and p_currency = p_payment.currency then
    v_money := v_money || payments.fee_lines(p_payment.application_fee_amount);
  end if;
  if p_is_settled then
    select p_amount + coalesce(sum(l.amount), 0) into v_rest from unnest(v_books.lines) as l;
    v_for := v_books.lines || row('payment_differences', -v_rest)::ledger.line;
  end if;
  if v_books.is_for_platform then
    v_for := payments.lines_for_platform(v_for);
    v_money := payments.lines_for_platform(v_money);
    v_waiting := payments.lines_for_platform(v_waiting);
  end if;
  if ledger.post(
      p_payment.org_id, 'payment', p_payment.id, v_books.subject_id, p_payment.paid_at, p_currency,
      v_money || v_for, p_payment.payable_id) is null
    and p_is_settled
  then
    perform ledger.post(
      p_payment.org_id, 'settlement', p_payment.id, v_books.subject_id, core.clock(), p_currency,
      v_for || v_waiting, p_payment.payable_id);
  end if;
end
$$;
revoke all on function payments.book_payment(payments.payments, boolean, integer, text) from public;
