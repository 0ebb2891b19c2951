-- A verification as its org's staff see it: {org_id, kvk_number, status, submitted_at, appeal,
-- verified_at, rejected_at, rejection_reason}
create or replace function billing.verification_facts(p_verification billing.verifications)
  returns jsonb
  language plpgsql
  immutable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'org_id', p_verification.org_id,
    'kvk_number', p_verification.kvk_number,
    'status', p_verification.status,
    'submitted_at', p_verification.submitted_at,
    'appeal', p_verification.appeal,
    'verified_at', p_verification.verified_at,
    'rejected_at', p_verification.rejected_at,
    'rejection_reason', p_verification.rejection_reason);
end
$$;
revoke all on function billing.verification_facts(billing.verifications) from public;
