-- Records that the provider refuses a refund for good; the amount is available again and the
-- payment waits for a person. A repeat changes nothing. Returns {refund_id, status}.
create or replace function payments.fail_refund(p_refund_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
begin
  v_refund := payments.lock_refund(p_refund_id);
  if v_refund.status in ('pending', 'queued', 'processing') then
    update payments.refunds as r
    set failure_reason = left(p_reason, 500)
    where r.org_id = v_refund.org_id and r.id = v_refund.id;
    perform payments.move_refund(v_refund, 'failed');
    v_refund.status := 'failed';
  end if;
  return jsonb_build_object('refund_id', v_refund.id, 'status', v_refund.status);
end
$$;
revoke all on function payments.fail_refund(uuid, text) from public;
grant execute on function payments.fail_refund(uuid, text) to service_role;
