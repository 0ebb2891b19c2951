-- A refund for staff with a permission in its org, locked after its payable. Raises missing_field,
-- not_found, not_allowed, sign_in_required.
create or replace function payments.find_own_refund(p_refund_id uuid, p_permission text)
  returns payments.refunds
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org_id uuid;
begin
  perform core.require_id('refund_id', p_refund_id);
  select r.org_id into v_org_id from payments.refunds as r where r.id = p_refund_id;
  perform tenancy.authorise(v_org_id, p_permission, 'refund', p_refund_id);
  return payments.lock_refund(p_refund_id);
end
$$;
revoke all on function payments.find_own_refund(uuid, text) from public;
