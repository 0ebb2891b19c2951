-- Says that an org is a non-profit, with its KVK number: for staff with billing.manage. It is
-- `pending` until a platform admin decides. Repeating it with the same number changes nothing;
-- another number asks anew, also of an org that is verified, which it is no longer until somebody
-- has looked; so does an appeal after a rejection. Returns verification_facts(). Raises what
-- authorise_and_lock() and read_kvk_number() raise, invalid_field, verification_closed. Locks: org,
-- verification.
create or replace function billing.submit_verification(
  p_org_id uuid,
  p_kvk_number text,
  p_appeal text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_number text;
  v_appeal text;
  v_verification billing.verifications;
begin
  perform tenancy.authorise_and_lock(core.require_id('org_id', p_org_id), 'billing.manage');
  v_number := billing.read_kvk_number(p_kvk_number);
  v_appeal := core.optional_prose('appeal', p_appeal, 2000);
  select v.* into v_verification
  from billing.verifications as v
  where v.org_id = p_org_id
  for no key update;
  if v_verification.status in ('pending', 'verified') and v_verification.kvk_number = v_number then
    return billing.verification_facts(v_verification);
  elsif v_verification.kvk_number = v_number and v_appeal is null then
    perform core.fail('verification_closed', jsonb_build_object('status', v_verification.status));
  end if;
  insert into billing.verifications as v (org_id, kvk_number, appeal, submitted_by)
  values (p_org_id, v_number, v_appeal, auth.uid())
  on conflict (org_id) do update
  set kvk_number = excluded.kvk_number, appeal = excluded.appeal, status = 'pending',
    submitted_by = excluded.submitted_by, submitted_at = core.clock(),
    registry = case when v.kvk_number = excluded.kvk_number then v.registry end,
    registry_at = case when v.kvk_number = excluded.kvk_number then v.registry_at end,
    decided_by = null, verified_at = null, rejected_at = null
  returning v.* into v_verification;
  return billing.verification_facts(v_verification);
end
$$;
revoke all on function billing.submit_verification(uuid, text, text) from public;
grant execute on function billing.submit_verification(uuid, text, text) to authenticated;
