-- Records that a person has sent a refund that the provider could not send (provider `manual`):
-- money that came by bank or in cash, or by a method that takes nothing back. For staff with
-- payments.record. A repeat with the same reference changes nothing.
--
-- Returns {refund_id, status, amount, currency, reference, refunded_at}. Raises missing_field,
-- invalid_field, not_found, not_allowed, sign_in_required, refund_not_manual and
-- refund_already_recorded. Locks: payable, refund, payment.
create or replace function payments.record_manual_refund(
  p_refund_id uuid,
  p_reference text,
  p_refunded_at timestamptz
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds := payments.find_own_refund(p_refund_id, 'payments.record');
  v_reference text := core.require_text('reference', p_reference, 200);
begin
  if p_refunded_at > core.clock() or p_refunded_at < v_refund.created_at - interval '1 year' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'refunded_at', 'reason', 'it is in the future, or too long ago'));
  elsif v_refund.provider <> 'manual' then
    perform core.fail('refund_not_manual', jsonb_build_object('refund_id', p_refund_id));
  elsif v_refund.status not in ('pending', 'refunded')
    or (v_refund.status = 'refunded' and v_refund.reference <> v_reference)
  then
    perform core.fail('refund_already_recorded', jsonb_build_object(
      'refund_id', p_refund_id, 'status', v_refund.status, 'reference', v_refund.reference));
  elsif v_refund.status = 'pending' then
    update payments.refunds as r
    set reference = v_reference, recorded_by = auth.uid()
    where r.org_id = v_refund.org_id and r.id = v_refund.id;
    perform payments.move_refund(v_refund, 'refunded', p_refunded_at);
    select r.* into strict v_refund
    from payments.refunds as r
    where r.org_id = v_refund.org_id and r.id = v_refund.id;
  end if;
  return jsonb_build_object(
    'refund_id', v_refund.id, 'status', v_refund.status, 'amount', v_refund.amount,
    'currency', v_refund.currency, 'reference', v_refund.reference,
    'refunded_at', v_refund.refunded_at);
end
$$;
revoke all on function payments.record_manual_refund(uuid, text, timestamptz) from public;
grant execute on function payments.record_manual_refund(uuid, text, timestamptz) to authenticated;
