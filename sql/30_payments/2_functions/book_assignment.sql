-- Books that money which came in for one payable (`p_from_id`) is another's by now, so that each
-- event has what is its own.
create or replace function payments.book_assignment(p_payment payments.payments, p_from_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform ledger.post(
    p_payment.org_id, s.cause, p_payment.id,
    (payments.books_of(p_payment.org_id, s.payable_id, null)).subject_id, core.clock(),
    p_payment.currency,
    array[row('unallocated', s.amount), row('between_events', -s.amount)]::ledger.line[],
    s.payable_id)
  from (values
    ('assignment_from', p_from_id, p_payment.amount_captured),
    ('assignment_to', p_payment.payable_id, -p_payment.amount_captured)
  ) as s (cause, payable_id, amount);
end
$$;
revoke all on function payments.book_assignment(payments.payments, uuid) from public;
