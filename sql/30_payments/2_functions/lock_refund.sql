-- Locks a refund after its payable. Raises refund_not_found.
create or replace function payments.lock_refund(p_refund_id uuid)
  returns payments.refunds
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
begin
  select r.* into v_refund from payments.refunds as r where r.id = p_refund_id;
  if not found then
    perform core.fail('refund_not_found', jsonb_build_object('refund_id', p_refund_id));
  end if;
  perform payments.lock_payable(v_refund.org_id, v_refund.payable_id);
  select r.* into strict v_refund
  from payments.refunds as r
  where r.id = p_refund_id
  for no key update;
  return v_refund;
end
$$;
revoke all on function payments.lock_refund(uuid) from public;
