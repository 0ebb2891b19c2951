-- Opens an attempt to pay the deposit of a reservation, for the worker that then calls the
-- provider; the open attempt comes back when there is one. Returns {payment_id, org_id, order_id
-- (the reservation), order_number, amount, currency, description, language, return_url,
-- provider_payment_id, checkout_url}, or null for a token that shows no reservation. Raises
-- org_suspended, reservation_is_over, nothing_to_pay. Locks: payable, reservation, payment.
create or replace function dining.start_payment(p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations;
  v_attempt payments.payments;
begin
  select r.* into v_row
  from dining.reservations as r
  where r.public_token_hash = core.token_hash(p_public_token);
  if not found then
    return null;
  end if;
  perform core.act_as('guest');
  perform tenancy.guard_not_suspended(v_row.org_id);
  v_row := dining.lock_reservation(v_row.org_id, v_row.id);
  if v_row.status not in ('pending_payment', 'option') or not dining.is_live(v_row, core.clock()) then
    perform core.fail('reservation_is_over', jsonb_build_object('status', v_row.status));
  elsif (v_row.terms ->> 'amount')::integer = 0 then
    perform core.fail('nothing_to_pay');
  end if;
  v_attempt := payments.start_attempt(v_row.org_id, v_row.id, v_row.return_url);
  return (
    select jsonb_build_object(
      'payment_id', v_attempt.id,
      'order_id', v_row.id,
      'org_id', v_row.org_id,
      'order_number', v_row.reservation_number,
      'amount', v_attempt.amount,
      'currency', v_attempt.currency,
      'description', left(v_row.reservation_number || ' ' || l.name, 255),
      'language', v_row.language,
      'return_url', v_attempt.return_url,
      'provider_payment_id', v_attempt.provider_payment_id,
      'checkout_url', v_attempt.checkout_url
    )
    from dining.locations as l
    where l.org_id = v_row.org_id and l.id = v_row.location_id
  );
end
$$;
revoke all on function dining.start_payment(text) from public;
