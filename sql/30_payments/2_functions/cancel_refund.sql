-- Stops a refund that has not been sent: one that the provider was not told of, or that a person
-- was to send, at once; another one after the provider was asked, which may be too late. For staff
-- with refunds.create. Its money can be refunded again; its tickets stay refunded. A repeat changes
-- nothing.
--
-- Returns {refund_id, status, cancel_requested_at}. Raises missing_field, not_found, not_allowed,
-- sign_in_required, refund_not_cancelable. Locks: payable, refund, payment.
create or replace function payments.cancel_refund(p_refund_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds := payments.find_own_refund(p_refund_id, 'refunds.create');
begin
  if v_refund.status not in ('pending', 'queued', 'canceled') then
    perform core.fail('refund_not_cancelable', jsonb_build_object(
      'refund_id', p_refund_id, 'status', v_refund.status));
  elsif v_refund.status <> 'canceled' and v_refund.sent_at is null then
    perform payments.move_refund(v_refund, 'canceled');
    v_refund.status := 'canceled';
  elsif v_refund.status <> 'canceled' and v_refund.cancel_requested_at is null then
    update payments.refunds as r
    set cancel_requested_at = core.clock()
    where r.org_id = v_refund.org_id and r.id = v_refund.id
    returning r.* into v_refund;
    perform core.emit(
      p.org_id, 'payment:' || p.id, 'mollie.cancel_refund', jsonb_build_object(
        'refund_id', v_refund.id, 'provider_payment_id', p.provider_payment_id,
        'connection_id', p.connection_id))
    from payments.payments as p
    where p.org_id = v_refund.org_id and p.id = v_refund.payment_id;
  end if;
  return jsonb_build_object(
    'refund_id', v_refund.id, 'status', v_refund.status,
    'cancel_requested_at', v_refund.cancel_requested_at);
end
$$;
revoke all on function payments.cancel_refund(uuid) from public;
grant execute on function payments.cancel_refund(uuid) to authenticated;
