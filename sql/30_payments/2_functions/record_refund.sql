-- Takes over what the provider says of one refund (its JSON). An answer that is out of date changes
-- nothing: nothing is queued any more once the provider had it otherwise. Returns
-- {refund_id, status}. Locks: payable, refund, payment.
create or replace function payments.record_refund(p_refund_id uuid, p_provider jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
  v_status text := p_provider ->> 'status';
begin
  v_refund := payments.lock_refund(p_refund_id);
  update payments.refunds as r
  set mollie_refund_id = coalesce(r.mollie_refund_id, p_provider ->> 'id'),
    provider_created_at = coalesce(
      r.provider_created_at, (p_provider ->> 'createdAt')::timestamptz)
  where r.org_id = v_refund.org_id and r.id = v_refund.id
    and (r.mollie_refund_id is null or r.provider_created_at is null);
  if exists (
    select 1 from core.transitions as t
    where t.machine = 'refund' and t.from_state = v_refund.status::text and t.to_state = v_status
  ) and (v_status <> 'queued' or v_refund.provider_created_at is null)
  then
    perform payments.move_refund(v_refund, v_status::payments.refund_status);
  end if;
  return jsonb_build_object('refund_id', v_refund.id, 'status', v_status);
end
$$;
revoke all on function payments.record_refund(uuid, jsonb) from public;
grant execute on function payments.record_refund(uuid, jsonb) to service_role;
