-- The provider's id of what a movement of a balance is about: of a refund, a chargeback, a
-- settlement, else of a payment. The context of a movement is nested in its kind, and flat in the
-- provider's examples.
create or replace function payments.subject_of_transaction(p_transaction jsonb)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_context jsonb := p_transaction -> 'context';
begin
  v_context := coalesce(
    nullif(v_context -> (p_transaction ->> 'type'), 'null'), nullif(v_context, 'null'), '{}');
  return left(coalesce(
    v_context ->> 'refundId', v_context ->> 'chargebackId', v_context ->> 'settlementId',
    v_context ->> 'paymentId'), 100);
end
$$;
revoke all on function payments.subject_of_transaction(jsonb) from public;
