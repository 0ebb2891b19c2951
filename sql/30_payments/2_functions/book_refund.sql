-- Books a refund that was completed: where the money went out, what it takes back, and what the
-- platform owes back of its fee. Money that had settled nothing was unallocated. What takes back
-- the last of a sale takes all of its VAT; other refunds take what their items say, else a
-- proportion of everything.
create or replace function payments.book_refund(p_org_id uuid, p_refund_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
  v_payment payments.payments;
  v_received integer;
  v_fee integer;
  v_before bigint;
  v_credit integer;
  v_books record;
  v_left ledger.line[];
  v_lines ledger.line[];
begin
  select r.* into strict v_refund
  from payments.refunds as r where r.org_id = p_org_id and r.id = p_refund_id;
  select p.* into strict v_payment
  from payments.payments as p where p.org_id = p_org_id and p.id = v_refund.payment_id;
  select coalesce(sum(r.amount), 0) into v_before
  from payments.refunds as r
  where r.org_id = p_org_id and r.payment_id = v_payment.id and r.status = 'refunded'
    and r.id <> p_refund_id;
  v_received := payments.amount_received(v_payment);
  select coalesce(sum(l.amount), 0) into v_fee
  from ledger.journals as j
  cross join lateral unnest(j.lines) as l
  where j.org_id = p_org_id and j.cause = 'payment' and j.cause_id = v_payment.id
    and l.account = 'platform_fees';
  v_credit := payments.fee_credit(v_fee, v_received, v_before, v_refund.amount);
  v_books := payments.books_of(p_org_id, v_refund.payable_id, p_refund_id);
  v_left := case when v_payment.has_settled
    then ledger.left_of(p_org_id, v_refund.payable_id, v_refund.currency)
    else array[row('unallocated', least(0, v_before - v_received))::ledger.line] end;
  v_lines := ledger.take_back(v_left, v_refund.amount);
  if v_payment.has_settled and v_books.lines is not null
    and v_refund.amount < (select -sum(l.amount) from unnest(v_left) as l)
  then
    v_lines := v_books.lines;
  end if;
  v_lines := v_lines || payments.refund_money_lines(v_refund, v_payment) || array[
    row('fee_credits', v_credit), row('platform_fees', -v_credit), row('platform.fees', v_credit),
    row('platform.fee_credits', -v_credit)]::ledger.line[];
  if v_books.is_for_platform then
    v_lines := payments.lines_for_platform(v_lines);
  end if;
  perform ledger.post(
    p_org_id, 'refund', p_refund_id, v_books.subject_id, v_refund.refunded_at, v_refund.currency,
    v_lines, v_refund.payable_id);
end
$$;
revoke all on function payments.book_refund(uuid, uuid) from public;
