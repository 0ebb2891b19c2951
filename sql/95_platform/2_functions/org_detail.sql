-- requires: org_json
-- Everything an administrator wants to know of an org on one page: what org_json() tells, and
-- {language, country, connection, events: {drafts, published, ended}, figures, subscription,
-- limits, plan_override, usage, reviews (money paid to the platform that waits for a decision),
-- members, notes}. That it was read is in the administrators' log. Raises
-- sign_in_required, platform_admin_required, missing_field, not_found.
create or replace function platform.org_detail(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
begin
  perform tenancy.require_platform_admin();
  select o.* into v_org
  from tenancy.orgs as o
  where o.id = core.require_id('org_id', p_org_id) and o.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  perform tenancy.log_admin_act('org.read', p_org_id, 'org', p_org_id::text);
  return platform.org_json(v_org) || jsonb_build_object(
    'language', v_org.language,
    'country', v_org.country,
    'connection', platform.org_connection(p_org_id),
    'events', (
      select jsonb_build_object(
        'drafts', count(*) filter (where e.status = 'draft'),
        'published', count(*) filter (where e.status = 'published'),
        'ended', count(*) filter (where e.status not in ('draft', 'published')))
      from events.events as e
      where e.org_id = p_org_id and e.deleted_at is null),
    'figures', platform.figures_of((
      select f from platform.figures as f where f.org_id = p_org_id and f.grain = 'ever')),
    'subscription', billing.subscription_facts(p_org_id),
    'limits', to_jsonb(billing.limit_of(p_org_id)),
    'plan_override', (
      select to_jsonb(v) - 'org_id' from billing.plan_overrides as v where v.org_id = p_org_id),
    'usage', to_jsonb(billing.usage_of(p_org_id)),
    'reviews', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', v.id, 'payment_id', v.payment_id, 'reason', v.reason, 'data', v.data,
        'created_at', v.created_at,
        'actions', array_remove(payments.review_actions(v.reason), 'assign')) order by v.id), '[]')
      from payments.payment_reviews as v
      where v.org_id = p_org_id and v.is_for_platform and v.resolved_at is null),
    'members', platform.org_people(p_org_id),
    'notes', platform.org_notes_json(p_org_id));
end
$$;
revoke all on function platform.org_detail(uuid) from public;
grant execute on function platform.org_detail(uuid) to authenticated;
