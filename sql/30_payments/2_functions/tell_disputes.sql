-- Brings a payment's sum of open chargebacks up to date, and tells the owner of what it paid for
-- about each of the chargebacks that are news, which are booked. Once the payment's own news is
-- applied, so that there are tickets to block.
create or replace function payments.tell_disputes(
  p_payment payments.payments,
  p_chargeback_ids uuid[]
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_function text;
  v_id uuid;
begin
  if p_chargeback_ids is null then
    return;
  end if;
  update payments.payments as p
  set amount_charged_back = (
    select coalesce(sum(c.amount), 0)
    from payments.chargebacks as c
    where c.org_id = p.org_id and c.payment_id = p.id and c.reversed_at is null
  )
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  select k.disputed_function into strict v_function
  from payments.payables as a
  join payments.payable_kinds as k on k.kind = a.kind
  where a.org_id = p_payment.org_id and a.id = p_payment.payable_id;
  foreach v_id in array p_chargeback_ids loop
    perform payments.book_chargeback(p_payment.org_id, v_id);
    execute format('select %s($1, $2, $3)', v_function)
    using p_payment.org_id, p_payment.payable_id, v_id;
  end loop;
end
$$;
revoke all on function payments.tell_disputes(payments.payments, uuid[]) from public;
