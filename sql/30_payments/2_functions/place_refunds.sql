-- Sends an amount back for a payable from some payments, as much as is left of each, until it is
-- all. The caller has locked them, and knows that so much is left.
create or replace function payments.place_refunds(
  p_payable_id uuid,
  p_payments payments.payments[],
  p_amount integer,
  p_reason text,
  p_idempotency_key uuid,
  p_actor_type core.actor_type,
  p_internal_note text default null
)
  returns payments.refunds[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_amount integer;
  v_refunds payments.refunds[] := '{}';
begin
  foreach v_payment in array p_payments loop
    v_amount := least(p_amount, payments.amount_left(v_payment));
    continue when v_amount <= 0;
    v_refunds := v_refunds || payments.place_refund(
      p_payable_id, v_payment, v_amount, p_reason,
      payments.part_key(p_idempotency_key, cardinality(v_refunds) + 1), p_actor_type,
      p_internal_note);
    p_amount := p_amount - v_amount;
  end loop;
  return v_refunds;
end
$$;
revoke all on function payments.place_refunds(
  uuid, payments.payments[], integer, text, uuid, core.actor_type, text
) from public;
