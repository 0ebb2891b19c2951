-- Lets a refund wait that the provider took for a slip, because an equal one of the same payment
-- went less than an hour before: the sweep payments.send_refunds sends the worker again. Returns
-- {refund_id, send_at}. Locks: payable, refund.
create or replace function payments.postpone_refund(p_refund_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds := payments.lock_refund(p_refund_id);
begin
  update payments.refunds as r
  set send_at = core.clock() + interval '65 minutes', sent_at = null
  where r.org_id = v_refund.org_id and r.id = v_refund.id
    and r.status = 'pending' and r.mollie_refund_id is null
  returning r.* into v_refund;
  return jsonb_build_object('refund_id', p_refund_id, 'send_at', v_refund.send_at);
end
$$;
revoke all on function payments.postpone_refund(uuid) from public;
grant execute on function payments.postpone_refund(uuid) to service_role;
