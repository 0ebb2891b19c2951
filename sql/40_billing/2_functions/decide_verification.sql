-- Decides that an org is a non-profit, or is not: for platform admins, with a reason for the org
-- where it is not. The org gets a mail. Repeating it changes nothing; what was verified can be
-- taken back. Returns verification_facts(). Raises sign_in_required, platform_admin_required,
-- missing_field, invalid_field, not_found. Locks: verification.
create or replace function billing.decide_verification(
  p_org_id uuid,
  p_is_verified boolean,
  p_reason text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text;
  v_verification billing.verifications;
begin
  perform tenancy.require_platform_admin();
  perform core.require_id('org_id', p_org_id);
  if p_is_verified is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'verified'));
  elsif not p_is_verified then
    v_reason := core.require_text('reason', p_reason, 500);
  end if;
  select v.* into v_verification
  from billing.verifications as v
  join tenancy.orgs as o on o.id = v.org_id and o.deleted_at is null
  where v.org_id = p_org_id
  for no key update of v;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'verification', 'id', p_org_id));
  end if;
  if (v_verification.status = 'verified') = p_is_verified and v_verification.status <> 'pending' then
    return billing.verification_facts(v_verification);
  end if;
  update billing.verifications as v
  set status = case when p_is_verified then 'verified' else 'rejected' end
        ::billing.verification_status,
    verified_at = case when p_is_verified then core.clock() end,
    rejected_at = case when not p_is_verified then core.clock() end,
    rejection_reason = v_reason,
    decided_by = auth.uid()
  where v.org_id = p_org_id
  returning v.* into v_verification;
  perform tenancy.log_admin_act(
    'verification.' || v_verification.status, p_org_id, 'verification', p_org_id::text,
    jsonb_build_object('kvk_number', v_verification.kvk_number, 'reason', v_reason));
  perform core.emit(
    p_org_id, 'verification:' || p_org_id, 'email.verification',
    tenancy.org_letter(p_org_id) || jsonb_build_object(
      'news', v_verification.status, 'kvk_number', v_verification.kvk_number,
      'reason', v_reason, 'plan', billing.plan_of(p_org_id)));
  return billing.verification_facts(v_verification);
end
$$;
revoke all on function billing.decide_verification(uuid, boolean, text) from public;
grant execute on function billing.decide_verification(uuid, boolean, text) to authenticated;
