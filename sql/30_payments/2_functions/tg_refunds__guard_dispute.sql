-- Nothing of a payment is sent back while the customer's bank has taken it back: that would be
-- giving it twice. What somebody did at the provider all the same is a fact, and is written. Raises
-- payment_disputed. Locks: payment.
create or replace function payments.tg_refunds__guard_dispute()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_charged_back integer;
begin
  select p.amount_charged_back into v_charged_back
  from payments.payments as p
  where p.org_id = new.org_id and p.id = new.payment_id
  for no key update;
  if v_charged_back > 0 and not new.is_external then
    perform core.fail('payment_disputed', jsonb_build_object(
      'payment_id', new.payment_id, 'amount_charged_back', v_charged_back));
  end if;
  return new;
end
$$;
revoke all on function payments.tg_refunds__guard_dispute() from public;
