-- Leaves the platform's name off an org's pages, or puts it back: for staff with billing.manage.
-- The platform's fee of orders from then on follows (billing.platform_fee()). Returns {org_id,
-- branding_removed, platform_fee}: basis points. Raises missing_field, what authorise_and_lock()
-- raises, no_subscription. Locks: org, subscription.
create or replace function billing.set_branding(p_org_id uuid, p_is_removed boolean)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.authorise_and_lock(core.require_id('org_id', p_org_id), 'billing.manage');
  if p_is_removed is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'branding_removed'));
  end if;
  if billing.plan_of(p_org_id) is null then
    perform core.fail('no_subscription');
  end if;
  update billing.subscriptions as s
  set branding_removed = p_is_removed
  where s.org_id = p_org_id and s.status <> 'cancelled' and s.branding_removed <> p_is_removed;
  return jsonb_build_object(
    'org_id', p_org_id, 'branding_removed', p_is_removed,
    'platform_fee', billing.platform_fee(p_org_id));
end
$$;
revoke all on function billing.set_branding(uuid, boolean) from public;
grant execute on function billing.set_branding(uuid, boolean) to authenticated;
